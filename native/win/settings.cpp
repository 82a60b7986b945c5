#include "win/settings.h"

#include <algorithm>

#include "win/registry.h"
#include "win/wide_text.h"

namespace gatehouse {
namespace {

constexpr DWORD kMaxServiceWaitSeconds = 30;

// The policy's value, else the installation's.
template <typename Read>
auto ReadSetting(Read read, const wchar_t* name) {
  auto value = read(kPolicyKey, name);
  return value ? value : read(kInstallKey, name);
}

}  // namespace

Settings ReadSettings() {
  Settings settings;
  if (const auto seconds = ReadSetting(ReadRegistryDword, L"ServiceWaitSeconds")) {
    settings.service_wait_ms = 1000 * std::min(*seconds, kMaxServiceWaitSeconds);
  }
  if (const auto name = ReadSetting(ReadRegistryString, L"WhenServiceDown")) {
    settings.when_service_down = ParseWhenServiceDown(Narrow(*name));
  }
  if (const auto sids = ReadSetting(ReadRegistryStrings, L"BreakGlassSids")) {
    for (const std::wstring& sid : *sids) settings.break_glass_sids.push_back(Narrow(sid));
  }
  return settings;
}

}  // namespace gatehouse
