#include "logon_host/provider_source.h"
#include "provider/provider.h"
#include "provider/provider_filter.h"

// What consent-host.exe is made with in place of provider_source.cpp. Wine has no consent.exe, and nobody is SYSTEM
// there: the provider's own code is linked in and told that it is served to the prompt of User Account Control.
namespace gatehouse::host {
namespace {

constexpr bool kIsElevationPrompt = true;

}  // namespace

HRESULT CreateRegisteredProvider(ComPtr<ICredentialProvider>& provider) noexcept {
  *provider.put() = new Provider({kIsElevationPrompt, false});
  return S_OK;
}

HRESULT CreateProviderFromDll(const std::wstring& /*path*/, ComPtr<ICredentialProvider>& /*provider*/) noexcept {
  return E_NOTIMPL;
}

HRESULT CreateFilter(const std::wstring& /*path*/, ComPtr<ICredentialProviderFilter>& filter) noexcept {
  *filter.put() = new ProviderFilter(kIsElevationPrompt);
  return S_OK;
}

}  // namespace gatehouse::host
