#include "win/crash_sentinel.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <utility>

#include "win/event_log.h"
#include "win/registry.h"
#include "win/srw_lock.h"
#include "win/unique_handle.h"

namespace gatehouse {
namespace {

constexpr wchar_t kKey[] = L"Starts";
// Set once there were too many crashes: that lasts until the next boot.
constexpr wchar_t kOff[] = L"Off";
constexpr std::uint64_t kWindow = kCrashWindowMinutes * 60ULL * 10'000'000;  // FILETIME counts 100 ns
using ValueName = std::array<wchar_t, 64>;

SrwLock g_lock;
unsigned g_sentinels = 0;  // guarded by g_lock

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

std::uint64_t NumberOf(FILETIME time) noexcept {
  return static_cast<std::uint64_t>(time.dwHighDateTime) << 32 | time.dwLowDateTime;
}

std::uint64_t StartOf(HANDLE process) noexcept {
  FILETIME start{};
  FILETIME unused{};
  return GetProcessTimes(process, &start, &unused, &unused, &unused) ? NumberOf(start) : 0;
}

// Process ids are used again; the start time tells two of one number apart.
ValueName NameOfThisHost() noexcept {
  ValueName name{};
  std::swprintf(name.data(), name.size(), L"%lu-%llx", GetCurrentProcessId(),
                static_cast<unsigned long long>(StartOf(GetCurrentProcess())));
  return name;
}

bool Lives(DWORD id, std::uint64_t start) noexcept {
  const UniqueHandle process(OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, id));
  // One that may not be opened is there.
  if (!process) return GetLastError() == ERROR_ACCESS_DENIED;
  return WaitForSingleObject(process.get(), 0) == WAIT_TIMEOUT && StartOf(process.get()) == start;
}

bool IsRecent(std::uint64_t entered) noexcept {
  FILETIME now{};
  GetSystemTimeAsFileTime(&now);
  return NumberOf(now) < entered + kWindow;
}

// Values of hosts that ended long ago are removed on the way, so that the key does not grow.
unsigned CountCrashes(HKEY key) noexcept {
  DWORD values = 0;
  RegQueryInfoKeyW(key, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, &values, nullptr, nullptr, nullptr,
                   nullptr);
  unsigned crashes = 0;
  for (DWORD i = values; i > 0; --i) {
    ValueName name{};
    DWORD length = static_cast<DWORD>(name.size());
    std::uint64_t entered = 0;
    DWORD size = sizeof(entered);
    DWORD type = 0;
    if (RegEnumValueW(key, i - 1, name.data(), &length, nullptr, &type, reinterpret_cast<BYTE*>(&entered), &size) !=
            ERROR_SUCCESS ||
        type != REG_QWORD || size != sizeof(entered)) {
      continue;
    }
    unsigned long id = 0;
    unsigned long long start = 0;
    if (std::swscanf(name.data(), L"%lu-%llx", &id, &start) != 2 || Lives(id, start)) continue;
    if (IsRecent(entered)) {
      ++crashes;
    } else {
      RegDeleteValueW(key, name.data());
    }
  }
  return crashes;
}

}  // namespace

bool CrashSentinel::Allows() noexcept {
  const UniqueRegistryKey key = OpenKey();
  if (!key) return true;
  if (RegQueryValueExW(key.get(), kOff, nullptr, nullptr, nullptr, nullptr) == ERROR_SUCCESS) return false;
  if (CountCrashes(key.get()) < kMaxCrashes) return true;
  const DWORD off = 1;
  RegSetValueExW(key.get(), kOff, 0, REG_DWORD, reinterpret_cast<const BYTE*>(&off), sizeof(off));
  ReportEventToLog(kEventDisabledAfterCrashes, {std::to_wstring(kMaxCrashes), std::to_wstring(kCrashWindowMinutes)});
  return false;
}

CrashSentinel::CrashSentinel() noexcept {
  const std::lock_guard guard(g_lock);
  if (g_sentinels++ > 0) return;
  const UniqueRegistryKey key = OpenKey();
  if (!key) return;
  FILETIME now{};
  GetSystemTimeAsFileTime(&now);
  const std::uint64_t entered = NumberOf(now);
  RegSetValueExW(key.get(), NameOfThisHost().data(), 0, REG_QWORD, reinterpret_cast<const BYTE*>(&entered),
                 sizeof(entered));
}

void CrashSentinel::Leave() noexcept {
  const std::lock_guard guard(g_lock);
  if (std::exchange(left_, true) || --g_sentinels > 0) return;
  if (const UniqueRegistryKey key = OpenKey()) RegDeleteValueW(key.get(), NameOfThisHost().data());
}

}  // namespace gatehouse
