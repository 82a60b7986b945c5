#pragma once

namespace gatehouse {

// Said to the service in `hello`.
inline constexpr char kProviderVersion[] = GATEHOUSE_VERSION;

}  // namespace gatehouse
