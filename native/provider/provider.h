#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/logon_serialization.h"
#include "provider/com_ptr.h"
#include "provider/credential.h"
#include "provider/host_events.h"
#include "provider/incoming_credential.h"
#include "provider/module_count.h"
#include "win/crash_sentinel.h"

namespace gatehouse {

// What a provider is made for.
struct ProviderHost {
  // consent.exe as SYSTEM: the only host that is served CPUS_CREDUI.
  bool is_elevation_prompt = false;
  // Earlier providers crashed too often: no service is asked, and only the glass can be broken.
  bool is_reduced = false;
};

// The credential provider: a tile for each user that LogonUI enumerates, and at logon one for another user. Created
// with one reference. All methods are called on LogonUI's thread.
class Provider final : public ICredentialProvider, public ICredentialProviderSetUserArray {
 public:
  explicit Provider(ProviderHost host = {});
  Provider(const Provider&) = delete;
  Provider& operator=(const Provider&) = delete;

  // IUnknown
  IFACEMETHODIMP
  QueryInterface(REFIID riid, void** object) noexcept override;
  IFACEMETHODIMP_(ULONG) AddRef() noexcept override;
  IFACEMETHODIMP_(ULONG) Release() noexcept override;

  // ICredentialProvider
  IFACEMETHODIMP
  SetUsageScenario(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, DWORD flags) noexcept override;
  IFACEMETHODIMP
  SetSerialization(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* serialization) noexcept override;
  IFACEMETHODIMP
  Advise(ICredentialProviderEvents* events, UINT_PTR context) noexcept override;
  IFACEMETHODIMP
  UnAdvise() noexcept override;
  IFACEMETHODIMP
  GetFieldDescriptorCount(DWORD* count) noexcept override;
  IFACEMETHODIMP
  GetFieldDescriptorAt(DWORD index, CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR** descriptor) noexcept override;
  IFACEMETHODIMP
  GetCredentialCount(DWORD* count, DWORD* default_index, BOOL* auto_logon) noexcept override;
  IFACEMETHODIMP
  GetCredentialAt(DWORD index, ICredentialProviderCredential** credential) noexcept override;

  // ICredentialProviderSetUserArray
  IFACEMETHODIMP
  SetUserArray(ICredentialProviderUserArray* users) noexcept override;

 private:
  struct User {
    std::string sid;
    std::string qualified_name;
  };

  ~Provider();
  // Chooses the language of the tiles, while no conversation has begun in another.
  void Speak();
  [[nodiscard]] const std::shared_ptr<ServiceLink>& Link();
  void EnsureTiles();
  [[nodiscard]] ComPtr<Credential> TileFor(const User& user);
  // Puts what a remote session brought into the tile that it is for, once; that tile, or none.
  [[nodiscard]] const ICredentialProviderCredential* FillIn();
  [[nodiscard]] Credential* TileOfName(const std::string& user_name) const;
  void ShutDown() noexcept;

  std::atomic<ULONG> references_ = 1;
  const ModuleReference module_;
  // Outlives what may crash on its way down.
  CrashSentinel sentinel_;
  PipeScenario scenario_ = PipeScenario::kLogon;  // while there are texts
  const ProviderHost made_for_;
  std::string language_;
  const Texts* texts_ = nullptr;
  const std::shared_ptr<HostEvents> host_;
  std::shared_ptr<ServiceLink> link_;
  std::vector<User> users_;
  bool users_changed_ = true;
  std::optional<IncomingCredential> incoming_;
  // A remote session brought nothing that could be taken over.
  bool came_without_password_ = false;
  std::vector<ComPtr<Credential>> tiles_;
};

}  // namespace gatehouse
