#include "provider/registration.h"

#include <olectl.h>

#include <string>

#include "provider/guids.h"
#include "provider/hresult_border.h"
#include "win/registry.h"
#include "win/unique_handle.h"

namespace gatehouse {
namespace {

struct Registration {
  const wchar_t* clsid;
  const wchar_t* name;
  // Below Authentication.
  const wchar_t* list;
};
constexpr Registration kProviderEntry = {kProviderClsidText, kProviderName, L"Credential Providers"};
constexpr Registration kFilterEntry = {kFilterClsidText, kFilterName, L"Credential Provider Filters"};

std::wstring ClassKey(const Registration& entry) { return std::wstring(L"SOFTWARE\\Classes\\CLSID\\") + entry.clsid; }

std::wstring ListKey(const Registration& entry) {
  return std::wstring(L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\") + entry.list + L"\\" +
         entry.clsid;
}

bool WriteValue(const std::wstring& key, const wchar_t* name, const std::wstring& text) {
  UniqueRegistryKey opened;
  if (RegCreateKeyExW(HKEY_LOCAL_MACHINE, key.c_str(), 0, nullptr, 0, KEY_SET_VALUE | KEY_WOW64_64KEY, nullptr,
                      opened.put(), nullptr) != ERROR_SUCCESS) {
    return false;
  }
  const auto size = static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t));
  return RegSetValueExW(opened.get(), name, 0, REG_SZ, reinterpret_cast<const BYTE*>(text.c_str()), size) ==
         ERROR_SUCCESS;
}

bool RemoveKey(const std::wstring& key) {
  const LSTATUS removed = RegDeleteTreeW(HKEY_LOCAL_MACHINE, key.c_str());
  return removed == ERROR_SUCCESS || removed == ERROR_FILE_NOT_FOUND;
}

// Below it the crash sentinel keeps its volatile key.
bool CreateInstallKey() {
  UniqueRegistryKey key;
  return RegCreateKeyExW(HKEY_LOCAL_MACHINE, kInstallKey, 0, nullptr, 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, nullptr,
                         key.put(), nullptr) == ERROR_SUCCESS;
}

bool Register(const Registration& entry, const wchar_t* path) {
  const std::wstring server = ClassKey(entry) + L"\\InprocServer32";
  return WriteValue(ClassKey(entry), nullptr, entry.name) && WriteValue(server, nullptr, path) &&
         WriteValue(server, L"ThreadingModel", L"Apartment") && WriteValue(ListKey(entry), nullptr, entry.name);
}

}  // namespace

HRESULT RegisterProvider(const wchar_t* path) noexcept {
  // The provider first: nothing is to be hidden for one that is not there.
  return AtBorder([&] {
    const bool done = CreateInstallKey() && Register(kProviderEntry, path) && Register(kFilterEntry, path);
    return done ? S_OK : SELFREG_E_CLASS;
  });
}

HRESULT UnregisterProvider() noexcept {
  // The filter first, so that others are seen again while we go; and each list's entry before its class, without which
  // LogonUI would look for a DLL that is not there.
  return AtBorder([&] {
    const bool done = RemoveKey(ListKey(kFilterEntry)) && RemoveKey(ListKey(kProviderEntry)) &&
                      RemoveKey(ClassKey(kFilterEntry)) && RemoveKey(ClassKey(kProviderEntry));
    return done ? S_OK : SELFREG_E_CLASS;
  });
}

}  // namespace gatehouse
