#pragma once

#include "provider/credential_provider_abi.h"
#include "provider/module_count.h"
#include "win/settings.h"

namespace gatehouse {

// Whether other providers are hidden now. `is_refused`: our own provider is off after crashes. Waits for the service
// where the administrator wants the others back without it, as long as a tile does.
[[nodiscard]] bool IsFilterInForce(const Settings& settings, bool is_refused);

// Hides every credential provider that the administrator did not allow at logon, at unlock and in the prompt of User
// Account Control, and takes over what a remote session brings along (R3). Never the networks before logon (PLAP), nor
// the change of a password, nor anybody where our own provider is not there or hidden by another filter. Created with
// one reference.
class ProviderFilter final : public ICredentialProviderFilter {
 public:
  // `is_elevation_prompt`: the host is the prompt of User Account Control.
  explicit ProviderFilter(bool is_elevation_prompt) noexcept : is_elevation_prompt_(is_elevation_prompt) {}
  ProviderFilter(const ProviderFilter&) = delete;
  ProviderFilter& operator=(const ProviderFilter&) = delete;

  // IUnknown
  IFACEMETHODIMP
  QueryInterface(REFIID riid, void** object) noexcept override;
  IFACEMETHODIMP_(ULONG) AddRef() noexcept override;
  IFACEMETHODIMP_(ULONG) Release() noexcept override;

  // ICredentialProviderFilter
  IFACEMETHODIMP
  Filter(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, DWORD flags, GUID* providers, BOOL* allowed,
         DWORD count) noexcept override;
  IFACEMETHODIMP
  UpdateRemoteCredential(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* incoming,
                         CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* ours) noexcept override;

 private:
  ~ProviderFilter() = default;

  std::atomic<ULONG> references_ = 1;
  const ModuleReference module_;
  const bool is_elevation_prompt_;
};

}  // namespace gatehouse
