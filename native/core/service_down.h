#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

// The administrator's choice for the time when the service cannot be reached at all (native/README.md).
enum class WhenServiceDown { kDeny, kBreakGlass, kSystemProviders };

// The choice by its name; a name that nobody knows denies.
[[nodiscard]] WhenServiceDown ParseWhenServiceDown(std::string_view name) noexcept;

// Whether a SID is one of those that may log on with the password alone. An empty list admits nobody.
[[nodiscard]] bool IsBreakGlassSid(const std::vector<std::string>& listed, std::string_view sid) noexcept;

}  // namespace gatehouse
