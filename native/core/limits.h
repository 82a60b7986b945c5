#pragma once

#include <cstddef>
#include <cstdint>

// The ceilings of protocol/src/pipe/limits.ts. A frame beyond any of them closes the pipe.
namespace gatehouse {

inline constexpr std::uint8_t kPipeVersion = 2;
inline constexpr std::uint8_t kOldestPipeVersion = 1;
inline constexpr std::size_t kMaxFrameBytes = 65'536;
inline constexpr std::size_t kFrameLengthBytes = 4;
inline constexpr std::size_t kFrameHeaderBytes = 12;
inline constexpr std::size_t kMaxValueBytes = 8192;
inline constexpr std::size_t kMaxFields = 256;
inline constexpr std::size_t kMaxOptions = 64;
inline constexpr std::uint32_t kMaxPictureSide = 256;

}  // namespace gatehouse
