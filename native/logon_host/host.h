#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "logon_host/tile_events.h"
#include "logon_host/users.h"
#include "provider/com_ptr.h"
#include "provider/credential_provider_abi.h"

namespace gatehouse::host {

// LogonUI's part: creates the provider, enumerates its tiles, submits, and prints each call's result as a JSON line.
class Host {
 public:
  // Empty `dll`: the registered provider.
  explicit Host(std::wstring dll) : dll_(std::move(dll)) {}

  void AddUser(EnumeratedUser user) { users_.push_back(std::move(user)); }
  void Scenario(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario);
  // SetUserArray, Advise, the descriptors, and all tiles.
  void Advise();
  void Select(int tile);
  void Deselect();
  void SetText(DWORD field, const std::wstring& text);
  void SelectOption(DWORD field, DWORD option);
  // Clicks a link; when the provider asks for it, enumerates again and submits, as LogonUI does.
  void FollowLink(DWORD field);
  struct SubmitOptions {
    bool connect = true;
    std::optional<DWORD> cancel_after_ms;
    DWORD status_ms = 0;  // how long the host takes to show a status text
  };
  void Submit(const SubmitOptions& options);
  void Report(NTSTATUS status, NTSTATUS substatus);
  // While it is deaf it takes no event of its tiles.
  void SetDeaf(bool deaf);
  void PrintFields();
  void PrintMemory();
  // Waits until a field is in a state ("visible" is selected or both), or shows a text.
  void WaitForState(DWORD field, const std::string& state, DWORD timeout_ms);
  void WaitForText(DWORD field, const std::wstring& text, DWORD timeout_ms);
  void UnAdvise();
  // Asks the filter about providers, as LogonUI does before it creates any.
  void AskFilter(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, const std::vector<GUID>& providers);
  // What a remote session brings: through the filter, and to the provider whose it then is.
  void TakeRemote(const std::wstring& domain, const std::wstring& user, const std::wstring& password);
  // Submits the default tile when the provider wanted that at the last enumeration.
  void AutoLogon();
  // Enumerates anew, as after CredentialsChanged.
  void EnumerateAgain();

  void OnCredentialsChanged() noexcept { credentials_changed_ = true; }

 private:
  struct Tile {
    ComPtr<ICredentialProviderCredential> credential;
    ComPtr<TileEvents> events;
    std::shared_ptr<ShownTile> shown;
  };

  void Enumerate();
  void ReleaseTiles();
  void ReadFields(Tile& tile);
  [[nodiscard]] Tile& Selected();
  void Serialize(Tile& tile);
  template <typename Is>
  void WaitUntil(const char* what, DWORD timeout_ms, Is is);

  const std::wstring dll_;
  std::vector<EnumeratedUser> users_;
  ComPtr<ICredentialProvider> provider_;
  ComPtr<ICredentialProviderEvents> provider_events_;
  std::vector<Tile> tiles_;
  std::optional<std::size_t> selected_;
  std::optional<DWORD> auto_logon_;
  std::atomic<bool> credentials_changed_ = false;
};

}  // namespace gatehouse::host
