#pragma once

#include <memory>
#include <optional>

#include "core/logon_serialization.h"
#include "provider/credential_provider_abi.h"
#include "provider/host_events.h"
#include "provider/incoming_credential.h"
#include "provider/module_count.h"
#include "provider/tile_session.h"

namespace gatehouse {

// One tile as LogonUI sees it: a translation between COM and the tile's session, nothing more. Created with one
// reference.
//
// Aggregates the free-threaded marshaller, so that it is the same pointer in every apartment: LogonUI knows its tiles
// by it, also in events that come from our thread. Its state is behind the session's lock; LogonUI's thread alone calls
// it.
class Credential final : public ICredentialProviderCredential2,
                         public IConnectableCredentialProviderCredential,
                         public ICredentialProviderCredentialWithFieldOptions {
 public:
  struct Use {
    // Without a type, the tile is there to change a password and never gives Windows a credential.
    std::optional<LogonMessageType> logon_type;
    // Whether the host waits in Connect; the prompt of User Account Control knows GetSerialization alone.
    bool connects = true;
  };

  Credential(std::shared_ptr<TileSession> session, std::shared_ptr<HostEvents> host, Use use);
  Credential(const Credential&) = delete;
  Credential& operator=(const Credential&) = delete;

  [[nodiscard]] const std::string& sid() const noexcept { return session_->sid(); }
  // Puts what a remote session brought into the fields, until another tile is selected. False when they take none.
  [[nodiscard]] bool Fill(const IncomingCredential& incoming);
  void Notice(std::string_view text) { session_->Notice(text); }
  // The provider is going: lets go of the host's interfaces even if the host forgot to.
  void Shutdown() noexcept { session_->Detach(); }

  // IUnknown
  IFACEMETHODIMP
  QueryInterface(REFIID riid, void** object) noexcept override;
  IFACEMETHODIMP_(ULONG) AddRef() noexcept override;
  IFACEMETHODIMP_(ULONG) Release() noexcept override;

  // ICredentialProviderCredential
  IFACEMETHODIMP
  Advise(ICredentialProviderCredentialEvents* events) noexcept override;
  IFACEMETHODIMP
  UnAdvise() noexcept override;
  IFACEMETHODIMP
  SetSelected(BOOL* auto_logon) noexcept override;
  IFACEMETHODIMP
  SetDeselected() noexcept override;
  IFACEMETHODIMP
  GetFieldState(DWORD id, CREDENTIAL_PROVIDER_FIELD_STATE* state,
                CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE* interactive) noexcept override;
  IFACEMETHODIMP
  GetStringValue(DWORD id, LPWSTR* text) noexcept override;
  IFACEMETHODIMP
  GetBitmapValue(DWORD id, HBITMAP* bitmap) noexcept override;
  IFACEMETHODIMP
  GetCheckboxValue(DWORD id, BOOL* checked, LPWSTR* label) noexcept override;
  IFACEMETHODIMP
  GetSubmitButtonValue(DWORD id, DWORD* adjacent) noexcept override;
  IFACEMETHODIMP
  GetComboBoxValueCount(DWORD id, DWORD* count, DWORD* selected) noexcept override;
  IFACEMETHODIMP
  GetComboBoxValueAt(DWORD id, DWORD item, LPWSTR* text) noexcept override;
  IFACEMETHODIMP
  SetStringValue(DWORD id, LPCWSTR text) noexcept override;
  IFACEMETHODIMP
  SetCheckboxValue(DWORD id, BOOL checked) noexcept override;
  IFACEMETHODIMP
  SetComboBoxSelectedValue(DWORD id, DWORD selected) noexcept override;
  IFACEMETHODIMP
  CommandLinkClicked(DWORD id) noexcept override;
  IFACEMETHODIMP
  GetSerialization(CREDENTIAL_PROVIDER_GET_SERIALIZATION_RESPONSE* response,
                   CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* serialization, LPWSTR* status_text,
                   CREDENTIAL_PROVIDER_STATUS_ICON* status_icon) noexcept override;
  IFACEMETHODIMP
  ReportResult(NTSTATUS status, NTSTATUS substatus, LPWSTR* status_text,
               CREDENTIAL_PROVIDER_STATUS_ICON* status_icon) noexcept override;

  // ICredentialProviderCredential2
  IFACEMETHODIMP
  GetUserSid(LPWSTR* sid) noexcept override;

  // IConnectableCredentialProviderCredential
  IFACEMETHODIMP
  Connect(IQueryContinueWithStatus* host) noexcept override;
  IFACEMETHODIMP
  Disconnect() noexcept override;

  // ICredentialProviderCredentialWithFieldOptions
  IFACEMETHODIMP
  GetFieldOptions(DWORD id, CREDENTIAL_PROVIDER_CREDENTIAL_FIELD_OPTIONS* options) noexcept override;

 private:
  ~Credential() = default;

  std::atomic<ULONG> references_ = 1;
  const ModuleReference module_;
  const std::shared_ptr<TileSession> session_;
  const std::shared_ptr<HostEvents> host_;
  const Use use_;
  ComPtr<IUnknown> marshaller_;
};

}  // namespace gatehouse
