#include "logon_host/provider_source.h"

#include "provider/guids.h"

namespace gatehouse::host {

HRESULT CreateRegisteredProvider(ComPtr<ICredentialProvider>& provider) noexcept {
  return CoCreateInstance(kProviderClsid, nullptr, CLSCTX_INPROC_SERVER, __uuidof(ICredentialProvider),
                          provider.put_void());
}

HRESULT CreateProviderFromDll(const std::wstring& path, ComPtr<ICredentialProvider>& provider) noexcept {
  // Never freed: the process ends soon, and the provider's code must outlive its objects.
  const HMODULE module = LoadLibraryW(path.c_str());
  if (module == nullptr) return HRESULT_FROM_WIN32(GetLastError());
  using GetClassObject = HRESULT(STDAPICALLTYPE*)(REFCLSID, REFIID, void**);
  const auto entry =
      reinterpret_cast<GetClassObject>(reinterpret_cast<void*>(GetProcAddress(module, "DllGetClassObject")));
  if (entry == nullptr) return HRESULT_FROM_WIN32(GetLastError());
  ComPtr<IClassFactory> factory;
  const HRESULT made = entry(kProviderClsid, __uuidof(IClassFactory), factory.put_void());
  if (FAILED(made)) return made;
  return factory->CreateInstance(nullptr, __uuidof(ICredentialProvider), provider.put_void());
}

}  // namespace gatehouse::host
