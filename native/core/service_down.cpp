#include "core/service_down.h"

#include <algorithm>

namespace gatehouse {

WhenServiceDown ParseWhenServiceDown(std::string_view name) noexcept {
  if (name == "break-glass") return WhenServiceDown::kBreakGlass;
  if (name == "system-providers") return WhenServiceDown::kSystemProviders;
  return WhenServiceDown::kDeny;
}

bool IsBreakGlassSid(const std::vector<std::string>& listed, std::string_view sid) noexcept {
  return !sid.empty() && std::find(listed.begin(), listed.end(), sid) != listed.end();
}

}  // namespace gatehouse
