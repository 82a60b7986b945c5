#pragma once

#include <string>
#include <vector>

#include "core/service_down.h"
#include "win/win32.h"

namespace gatehouse {

// What an administrator may set for the DLL. Policy values go over install-time values; both keys are writable by
// administrators only. native/README.md has them with types and effects.
struct Settings {
  // How long a tile waits for the service before `when_service_down` is obeyed: `ServiceWaitSeconds`, 0 to 30.
  DWORD service_wait_ms = 30'000;
  // `WhenServiceDown`: "deny", "break-glass" or "system-providers".
  WhenServiceDown when_service_down = WhenServiceDown::kBreakGlass;
  // `BreakGlassSids`: the accounts that may log on with the password alone while the service is down. Default: none.
  std::vector<std::string> break_glass_sids;
  // `Filter`: 1 hides every other provider, 0 none. Unset, it is on, but while the policy only observes.
  bool filter = true;
  // `AllowedProviders`: CLSIDs or short names of providers that stay beside ours.
  std::vector<std::wstring> allowed_providers;
  // `DefaultTile`: "gatehouse" has LogonUI begin with our tile, "windows" leaves it the choice.
  bool is_default_tile = false;
  // `RemoteWithoutPassword`: "deny" or "report".
  RemoteWithoutPassword remote_without_password = RemoteWithoutPassword::kDeny;
  // `Language`: a BCP 47 tag to speak, whatever Windows speaks. The service reads it, too. Default: none.
  std::string language;
  // `WhenProviderCrashes`: "enforce" or "system-providers".
  WhenProviderCrashes when_provider_crashes = WhenProviderCrashes::kEnforce;
};

[[nodiscard]] Settings ReadSettings();

}  // namespace gatehouse
