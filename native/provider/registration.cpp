#include "provider/registration.h"

#include <olectl.h>

#include <string>

#include "provider/guids.h"
#include "provider/hresult_border.h"
#include "win/registry.h"
#include "win/unique_handle.h"

namespace gatehouse {
namespace {

std::wstring ClassKey() { return std::wstring(L"SOFTWARE\\Classes\\CLSID\\") + kProviderClsidText; }

std::wstring ProviderKey() {
  return std::wstring(L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\Credential Providers\\") +
         kProviderClsidText;
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

}  // namespace

HRESULT RegisterProvider(const wchar_t* path) noexcept {
  return AtBorder([&] {
    const std::wstring server = ClassKey() + L"\\InprocServer32";
    const bool done = CreateInstallKey() && WriteValue(ClassKey(), nullptr, kProviderName) &&
                      WriteValue(server, nullptr, path) && WriteValue(server, L"ThreadingModel", L"Apartment") &&
                      WriteValue(ProviderKey(), nullptr, kProviderName);
    return done ? S_OK : SELFREG_E_CLASS;
  });
}

HRESULT UnregisterProvider() noexcept {
  // The provider's entry first: without its class LogonUI would look for a DLL that is not there.
  return AtBorder([&] { return RemoveKey(ProviderKey()) && RemoveKey(ClassKey()) ? S_OK : SELFREG_E_CLASS; });
}

}  // namespace gatehouse
