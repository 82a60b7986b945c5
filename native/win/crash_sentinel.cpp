#include "win/crash_sentinel.h"

#include "win/event_log.h"
#include "win/registry.h"
#include "win/unique_handle.h"

namespace gatehouse {
namespace {

constexpr wchar_t kKey[] = L"Starts";
constexpr wchar_t kValue[] = L"Unfinished";

// Below the installation's key, which must be there already: creating it here would make it volatile too.
UniqueRegistryKey OpenKey() noexcept {
  UniqueRegistryKey parent;
  UniqueRegistryKey key;
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, kInstallKey, 0, KEY_CREATE_SUB_KEY | KEY_WOW64_64KEY, parent.put()) !=
      ERROR_SUCCESS) {
    return key;
  }
  RegCreateKeyExW(parent.get(), kKey, 0, nullptr, REG_OPTION_VOLATILE,
                  KEY_QUERY_VALUE | KEY_SET_VALUE | KEY_WOW64_64KEY, nullptr, key.put(), nullptr);
  return key;
}

void Write(HKEY key, DWORD count) noexcept {
  RegSetValueExW(key, kValue, 0, REG_DWORD, reinterpret_cast<const BYTE*>(&count), sizeof(count));
}

}  // namespace

bool CrashSentinel::Enter() noexcept {
  const UniqueRegistryKey key = OpenKey();
  if (!key) return true;
  DWORD count = 0;
  DWORD size = sizeof(count);
  if (RegGetValueW(key.get(), nullptr, kValue, RRF_RT_REG_DWORD, nullptr, &count, &size) != ERROR_SUCCESS) count = 0;
  if (count >= kMaxUnfinished) {
    ReportEventToLog(ProviderEvent::kDisabledAfterCrashes,
                     L"The credential provider is off until the next start: its host ended unexpectedly too often.");
    return false;
  }
  Write(key.get(), count + 1);
  return true;
}

void CrashSentinel::Leave() noexcept {
  if (const UniqueRegistryKey key = OpenKey()) Write(key.get(), 0);
}

}  // namespace gatehouse
