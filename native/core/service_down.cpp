#include "core/service_down.h"

#include <algorithm>

namespace gatehouse {

WhenServiceDown ParseWhenServiceDown(std::string_view name) noexcept {
  if (name == "break-glass") return WhenServiceDown::kBreakGlass;
  if (name == "system-providers") return WhenServiceDown::kSystemProviders;
  return WhenServiceDown::kDeny;
}

WhenProviderCrashes ParseWhenProviderCrashes(std::string_view name) noexcept {
  return name == "system-providers" ? WhenProviderCrashes::kSystemProviders : WhenProviderCrashes::kEnforce;
}

RemoteWithoutPassword ParseRemoteWithoutPassword(std::string_view name) noexcept {
  return name == "report" ? RemoteWithoutPassword::kReport : RemoteWithoutPassword::kDeny;
}

bool IsFilterOn(std::optional<std::uint32_t> filter, std::string_view stage) noexcept {
  return filter ? *filter != 0 : stage != "observe";
}

bool IsBreakGlassSid(const std::vector<std::string>& listed, std::string_view sid) noexcept {
  return !sid.empty() && std::find(listed.begin(), listed.end(), sid) != listed.end();
}

}  // namespace gatehouse
