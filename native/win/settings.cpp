#include "win/settings.h"

#include <algorithm>
#include <utility>

#include "win/registry.h"
#include "win/wide_text.h"

namespace gatehouse {
namespace {

constexpr DWORD kMaxServiceWaitSeconds = 30;
// As many as the service takes (service/src/config/break-glass-sids.ts).
constexpr std::size_t kMaxBreakGlassSids = 64;

// The policy's value, else the installation's.
template <typename Read>
auto ReadSetting(Read read, const wchar_t* name) {
  auto value = read(kPolicyKey, name, HKEY_LOCAL_MACHINE);
  return value ? value : read(kInstallKey, name, HKEY_LOCAL_MACHINE);
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
    for (const std::wstring& sid : *sids) {
      if (settings.break_glass_sids.size() < kMaxBreakGlassSids) settings.break_glass_sids.push_back(Narrow(sid));
    }
  }
  const auto stage = ReadRegistryString(kInstallKey, L"Stage");
  settings.filter = IsFilterOn(ReadSetting(ReadRegistryDword, L"Filter"), stage ? Narrow(*stage) : "");
  if (auto names = ReadSetting(ReadRegistryStrings, L"AllowedProviders")) {
    settings.allowed_providers = std::move(*names);
  }
  if (const auto name = ReadSetting(ReadRegistryString, L"DefaultTile")) {
    settings.is_default_tile = *name == L"gatehouse";
  }
  if (const auto name = ReadSetting(ReadRegistryString, L"RemoteWithoutPassword")) {
    settings.remote_without_password = ParseRemoteWithoutPassword(Narrow(*name));
  }
  if (const auto tag = ReadSetting(ReadRegistryString, L"Language")) settings.language = Narrow(*tag);
  if (const auto name = ReadSetting(ReadRegistryString, L"WhenProviderCrashes")) {
    settings.when_provider_crashes = ParseWhenProviderCrashes(Narrow(*name));
  }
  return settings;
}

}  // namespace gatehouse
