#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

// The administrator's choice for the time when the service cannot be reached at all (native/README.md).
enum class WhenServiceDown { kDeny, kBreakGlass, kSystemProviders };
// Their choice for the time after too many crashes of our provider, until the next boot.
enum class WhenProviderCrashes { kEnforce, kSystemProviders };
// Their choice for remote sessions that bring no password along.
enum class RemoteWithoutPassword { kDeny, kReport };

// The choice by its name; a name that nobody knows denies.
[[nodiscard]] WhenServiceDown ParseWhenServiceDown(std::string_view name) noexcept;

[[nodiscard]] WhenProviderCrashes ParseWhenProviderCrashes(std::string_view name) noexcept;
[[nodiscard]] RemoteWithoutPassword ParseRemoteWithoutPassword(std::string_view name) noexcept;

// Whether other providers are hidden: what an administrator set (`Filter`), else by the stage that the service has from
// the server's policy. Only a stage that is known to watch leaves everybody else's provider in place.
[[nodiscard]] bool IsFilterOn(std::optional<std::uint32_t> filter, std::string_view stage) noexcept;

// Whether a SID is one of those that may log on with the password alone. An empty list admits nobody.
[[nodiscard]] bool IsBreakGlassSid(const std::vector<std::string>& listed, std::string_view sid) noexcept;

}  // namespace gatehouse
