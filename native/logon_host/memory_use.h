#pragma once

#include <cstdint>

namespace gatehouse::host {

// Committed bytes of this process.
struct MemoryUse {
  std::int64_t private_bytes = 0;
  std::int64_t provider_bytes = 0;
};

[[nodiscard]] MemoryUse MeasureMemory();

// What any thread costs here: Wine commits a megabyte and more of stacks for it, Windows a few pages.
[[nodiscard]] std::int64_t MeasureBareThread();

}  // namespace gatehouse::host
