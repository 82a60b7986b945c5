#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "logon_host/tile_window.h"
#include "logon_host/users.h"
#include "provider/com_ptr.h"
#include "provider/credential_provider_abi.h"

namespace gatehouse::host {

// LogonUI's part: creates the provider, enumerates its tiles, submits, and prints each call's result as a JSON line.
class Host : private TileWindow::Person {
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
    DWORD status_ms = 0;   // how long the host takes to show a status text
    std::wstring picture;  // a file for a picture of the tile as it waits
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

  // Draws the selected tile into a BMP file, and prints what stands where.
  void SavePicture(const std::wstring& file, TilePage page);
  // Opens a window on the selected tile; a person, or Click, Type and Press, use it until it is closed.
  void OpenWindow();
  void RunWindow();
  void PrintControls();
  [[nodiscard]] TileWindow& Window();
  // Takes the messages that are there: a single-threaded apartment serves the calls of other threads only then.
  void Pump();

  void OnCredentialsChanged() noexcept { credentials_changed_ = true; }
  // From Connect.
  void OnStatus(const std::wstring& text, const SubmitOptions& options);
  [[nodiscard]] bool IsCancelled() const noexcept { return is_cancelled_; }

 private:
  struct Descriptor {
    CREDENTIAL_PROVIDER_FIELD_TYPE type = CPFT_INVALID;
    std::wstring label;
  };
  struct Tile {
    ComPtr<ICredentialProviderCredential> credential;
    ComPtr<TileEvents> events;
    std::shared_ptr<ShownTile> shown;
  };

  // TileWindow::Person
  void Typed(DWORD field, const std::wstring& text) override;
  void Chose(DWORD field, DWORD option) override;
  void Followed(DWORD field) override;
  void Submitted() override;
  void Confirmed() override;
  void Cancelled() override { is_cancelled_ = true; }
  void Changed() override;

  [[nodiscard]] TileView View(TilePage page);
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
  std::array<Descriptor, kSlotCount> descriptors_;
  std::unique_ptr<TileWindow> window_;
  std::wstring status_;
  std::wstring progress_;
  bool is_waiting_ = false;    // in Connect
  bool is_cancelled_ = false;  // the person does not want to wait
};

}  // namespace gatehouse::host
