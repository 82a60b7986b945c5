#include "logon_host/provider_source.h"

#include "provider/guids.h"

namespace gatehouse::host {

namespace {

HRESULT CreateFromDll(const std::wstring& path, REFCLSID clsid, REFIID riid, void** object) noexcept {
  // Never freed: the process ends soon, and the provider's code must outlive its objects.
  const HMODULE module = LoadLibraryW(path.c_str());
  if (module == nullptr) return HRESULT_FROM_WIN32(GetLastError());
  using GetClassObject = HRESULT(STDAPICALLTYPE*)(REFCLSID, REFIID, void**);
  const auto entry =
      reinterpret_cast<GetClassObject>(reinterpret_cast<void*>(GetProcAddress(module, "DllGetClassObject")));
  if (entry == nullptr) return HRESULT_FROM_WIN32(GetLastError());
  ComPtr<IClassFactory> factory;
  const HRESULT made = entry(clsid, __uuidof(IClassFactory), factory.put_void());
  if (FAILED(made)) return made;
  return factory->CreateInstance(nullptr, riid, object);
}

}  // namespace

HRESULT CreateRegisteredProvider(ComPtr<ICredentialProvider>& provider) noexcept {
  return CoCreateInstance(kProviderClsid, nullptr, CLSCTX_INPROC_SERVER, __uuidof(ICredentialProvider),
                          provider.put_void());
}

HRESULT CreateProviderFromDll(const std::wstring& path, ComPtr<ICredentialProvider>& provider) noexcept {
  return CreateFromDll(path, kProviderClsid, __uuidof(ICredentialProvider), provider.put_void());
}

HRESULT CreateFilter(const std::wstring& path, ComPtr<ICredentialProviderFilter>& filter) noexcept {
  constexpr auto kContext = CLSCTX_INPROC_SERVER;
  const IID& wanted = __uuidof(ICredentialProviderFilter);
  if (path.empty()) return CoCreateInstance(kFilterClsid, nullptr, kContext, wanted, filter.put_void());
  return CreateFromDll(path, kFilterClsid, wanted, filter.put_void());
}

}  // namespace gatehouse::host
