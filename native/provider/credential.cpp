#include "provider/credential.h"

#include <algorithm>
#include <utility>

#include "core/limits.h"
#include "core/utf.h"
#include "provider/credential_provider_abi_check.h"
#include "provider/field_table.h"
#include "provider/hresult_border.h"
#include "provider/serialization_block.h"
#include "win/picture_bitmap.h"
#include "win/wide_text.h"

namespace gatehouse {
namespace {

// The field of an id, where it is of that type.
std::optional<Slot> SlotOfKind(DWORD id, CREDENTIAL_PROVIDER_FIELD_TYPE type) {
  const auto slot = SlotOfField(id);
  return slot && KindOf(*slot).type == type ? slot : std::nullopt;
}

HRESULT GiveText(wchar_t* copy, LPWSTR* text) {
  *text = copy;
  return copy == nullptr ? E_OUTOFMEMORY : S_OK;
}

CREDENTIAL_PROVIDER_STATUS_ICON IconOf(MessageClass message_class) {
  switch (message_class) {
    case MessageClass::kError:
      return CPSI_ERROR;
    case MessageClass::kWarning:
      return CPSI_WARNING;
    case MessageClass::kInfo:
    case MessageClass::kNone:
      break;
  }
  return CPSI_NONE;
}

// Connect's host: a person who can press cancel.
class ConnectWaiter final : public TileSession::Waiter {
 public:
  explicit ConnectWaiter(IQueryContinueWithStatus* host) : host_(host) {}
  [[nodiscard]] bool GoesOn() noexcept override { return host_ == nullptr || host_->QueryContinue() == S_OK; }
  void Say(std::string_view text) override {
    if (host_ != nullptr) host_->SetStatusMessage(Widen(text).c_str());
  }

 private:
  IQueryContinueWithStatus* host_;
};

}  // namespace

Credential::Credential(std::shared_ptr<TileSession> session, std::shared_ptr<HostEvents> host, Use use)
    : session_(std::move(session)), host_(std::move(host)), use_(use) {
  // Without it, other threads cannot paint; LogonUI's thread still does.
  CoCreateFreeThreadedMarshaler(static_cast<ICredentialProviderCredential2*>(this), marshaller_.put());
}

bool Credential::Fill(const IncomingCredential& incoming) {
  if (!session_->Fill(incoming)) return false;
  host_->Filled(static_cast<ICredentialProviderCredential2*>(this), [session = session_] { session->Deselect(); });
  return true;
}

IFACEMETHODIMP
Credential::QueryInterface(REFIID riid, void** object) noexcept {
  if (object == nullptr) return E_POINTER;
  if (riid == __uuidof(IUnknown) || riid == __uuidof(ICredentialProviderCredential) ||
      riid == __uuidof(ICredentialProviderCredential2)) {
    *object = static_cast<ICredentialProviderCredential2*>(this);
  } else if (riid == __uuidof(IConnectableCredentialProviderCredential) && use_.connects) {
    *object = static_cast<IConnectableCredentialProviderCredential*>(this);
  } else if (riid == __uuidof(ICredentialProviderCredentialWithFieldOptions)) {
    *object = static_cast<ICredentialProviderCredentialWithFieldOptions*>(this);
  } else if (riid == __uuidof(IMarshal) && marshaller_) {
    return marshaller_->QueryInterface(riid, object);
  } else {
    *object = nullptr;
    return E_NOINTERFACE;
  }
  AddRef();
  return S_OK;
}

IFACEMETHODIMP_(ULONG) Credential::AddRef() noexcept { return ++references_; }

IFACEMETHODIMP_(ULONG) Credential::Release() noexcept {
  const ULONG left = --references_;
  if (left == 0) delete this;
  return left;
}

IFACEMETHODIMP
Credential::Advise(ICredentialProviderCredentialEvents* events) noexcept {
  if (events == nullptr) return E_INVALIDARG;
  return AtBorder([&] {
    session_->Attach(static_cast<ICredentialProviderCredential2*>(this), events);
    return S_OK;
  });
}

IFACEMETHODIMP
Credential::UnAdvise() noexcept {
  session_->Detach();
  return S_OK;
}

IFACEMETHODIMP
Credential::SetSelected(BOOL* auto_logon) noexcept {
  if (auto_logon == nullptr) return E_INVALIDARG;
  *auto_logon = FALSE;
  return AtBorder([&] {
    host_->Selected(static_cast<ICredentialProviderCredential2*>(this));
    session_->Select();
    return S_OK;
  });
}

IFACEMETHODIMP
Credential::SetDeselected() noexcept {
  return AtBorder([&] {
    session_->Deselect();
    return S_OK;
  });
}

IFACEMETHODIMP
Credential::GetFieldState(DWORD id, CREDENTIAL_PROVIDER_FIELD_STATE* state,
                          CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE* interactive) noexcept {
  const auto slot = SlotOfField(id);
  if (!slot || state == nullptr || interactive == nullptr) return E_INVALIDARG;
  return AtBorder([&] {
    session_->WithPool([&](const FieldPool& pool) {
      const Field& field = pool.at(*slot);
      *state = static_cast<CREDENTIAL_PROVIDER_FIELD_STATE>(field.state);
      *interactive =
          pool.focus() == slot ? CPFIS_FOCUSED : static_cast<CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE>(field.mode);
    });
    return S_OK;
  });
}

IFACEMETHODIMP
Credential::GetStringValue(DWORD id, LPWSTR* text) noexcept {
  const auto slot = SlotOfField(id);
  if (!slot || text == nullptr) return E_INVALIDARG;
  *text = nullptr;
  return AtBorder([&] {
    return session_->WithPool(
        [&](const FieldPool& pool) { return GiveText(SecretToTaskMemory(pool.at(*slot).value), text); });
  });
}

IFACEMETHODIMP
Credential::GetBitmapValue(DWORD id, HBITMAP* bitmap) noexcept {
  const auto slot = SlotOfKind(id, CPFT_TILE_IMAGE);
  if (!slot || bitmap == nullptr) return E_INVALIDARG;
  *bitmap = nullptr;
  return AtBorder([&] {
    const auto picture = session_->WithPool([&](const FieldPool& pool) { return pool.at(*slot).picture; });
    UniqueBitmap drawn = picture ? CreatePictureBitmap(*picture) : CreateTileImage();
    if (!drawn) return E_OUTOFMEMORY;
    *bitmap = drawn.release();
    return S_OK;
  });
}

IFACEMETHODIMP
Credential::GetCheckboxValue(DWORD /*id*/, BOOL* /*checked*/, LPWSTR* /*label*/) noexcept { return E_NOTIMPL; }

IFACEMETHODIMP
Credential::GetSubmitButtonValue(DWORD id, DWORD* adjacent) noexcept {
  if (!SlotOfKind(id, CPFT_SUBMIT_BUTTON) || adjacent == nullptr) return E_INVALIDARG;
  return AtBorder([&] {
    *adjacent = session_->WithPool([](const FieldPool& pool) { return FieldIdOf(pool.submit_after()); });
    return S_OK;
  });
}

IFACEMETHODIMP
Credential::GetComboBoxValueCount(DWORD id, DWORD* count, DWORD* selected) noexcept {
  const auto slot = SlotOfKind(id, CPFT_COMBOBOX);
  if (!slot || count == nullptr || selected == nullptr) return E_INVALIDARG;
  return AtBorder([&] {
    session_->WithPool([&](const FieldPool& pool) {
      const Field& field = pool.at(*slot);
      *count = static_cast<DWORD>(field.options.size());
      *selected = field.selected;
    });
    return S_OK;
  });
}

IFACEMETHODIMP
Credential::GetComboBoxValueAt(DWORD id, DWORD item, LPWSTR* text) noexcept {
  const auto slot = SlotOfKind(id, CPFT_COMBOBOX);
  if (!slot || text == nullptr) return E_INVALIDARG;
  *text = nullptr;
  return AtBorder([&] {
    return session_->WithPool([&](const FieldPool& pool) {
      const auto& options = pool.at(*slot).options;
      if (item >= options.size()) return E_INVALIDARG;
      return GiveText(CopyToTaskMemory(Widen(options[item])), text);
    });
  });
}

IFACEMETHODIMP
Credential::SetStringValue(DWORD id, LPCWSTR text) noexcept {
  const auto slot = SlotOfField(id);
  if (!slot || text == nullptr) return E_INVALIDARG;
  return AtBorder([&] {
    // Bounded before it is measured to its end: every UTF-16 unit needs a byte of UTF-8 at least.
    const std::size_t length = wcsnlen(text, kMaxValueBytes + 1);
    if (length > kMaxValueBytes) return E_INVALIDARG;
    SecretUtf16 units(text, text + length);
    auto value = Utf16ToUtf8({units.data(), units.size()});
    return value && session_->Type(*slot, std::move(*value)) ? S_OK : E_INVALIDARG;
  });
}

IFACEMETHODIMP
Credential::SetCheckboxValue(DWORD /*id*/, BOOL /*checked*/) noexcept { return E_NOTIMPL; }

IFACEMETHODIMP
Credential::SetComboBoxSelectedValue(DWORD id, DWORD selected) noexcept {
  return AtBorder([&] {
    const auto slot = SlotOfField(id);
    return slot && session_->Choose(*slot, selected) ? S_OK : E_INVALIDARG;
  });
}

IFACEMETHODIMP
Credential::CommandLinkClicked(DWORD id) noexcept {
  return AtBorder([&] {
    const auto slot = SlotOfField(id);
    if (!slot || !session_->FollowLink(*slot)) return E_INVALIDARG;
    host_->RequestSubmit(static_cast<ICredentialProviderCredential2*>(this));
    return S_OK;
  });
}

IFACEMETHODIMP
Credential::GetSerialization(CREDENTIAL_PROVIDER_GET_SERIALIZATION_RESPONSE* response,
                             CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* serialization, LPWSTR* status_text,
                             CREDENTIAL_PROVIDER_STATUS_ICON* status_icon) noexcept {
  if (response == nullptr || serialization == nullptr || status_text == nullptr || status_icon == nullptr) {
    return E_INVALIDARG;
  }
  *response = CPGSR_NO_CREDENTIAL_NOT_FINISHED;
  *serialization = {};
  *status_text = nullptr;
  *status_icon = CPSI_NONE;
  return AtBorder([&] {
    const LogonOutcome outcome = session_->Conclude();
    if (outcome.done) {
      // "In the Change Password scenario, this response implies success": learn.microsoft.com/windows/win32/api/
      // credentialprovider/ne-credentialprovider-credential_provider_get_serialization_response
      *response = CPGSR_NO_CREDENTIAL_FINISHED;
      *status_icon = CPSI_SUCCESS;
      return GiveText(CopyToTaskMemory(Widen(*outcome.done)), status_text);
    }
    if (outcome.logon) {
      if (!use_.logon_type) return E_UNEXPECTED;
      const HRESULT packed = PackSerialization(*outcome.logon, *use_.logon_type, *serialization);
      if (SUCCEEDED(packed)) *response = CPGSR_RETURN_CREDENTIAL_FINISHED;
      return packed;
    }
    if (outcome.status) {
      *status_icon = IconOf(outcome.status->message_class);
      return GiveText(CopyToTaskMemory(Widen(outcome.status->text)), status_text);
    }
    return S_OK;
  });
}

IFACEMETHODIMP
Credential::ReportResult(NTSTATUS status, NTSTATUS substatus, LPWSTR* status_text,
                         CREDENTIAL_PROVIDER_STATUS_ICON* status_icon) noexcept {
  // Windows' own text says it best, in its language.
  if (status_text != nullptr) *status_text = nullptr;
  if (status_icon != nullptr) *status_icon = CPSI_NONE;
  return AtBorder([&] {
    session_->Report(static_cast<std::uint32_t>(status), static_cast<std::uint32_t>(substatus));
    return S_OK;
  });
}

IFACEMETHODIMP
Credential::GetUserSid(LPWSTR* sid) noexcept {
  if (sid == nullptr) return E_INVALIDARG;
  *sid = nullptr;
  // S_FALSE and null: the "other user" tile belongs to nobody that LogonUI enumerated.
  if (session_->sid().empty()) return S_FALSE;
  return AtBorder([&] { return GiveText(CopyToTaskMemory(Widen(session_->sid())), sid); });
}

IFACEMETHODIMP
Credential::Connect(IQueryContinueWithStatus* host) noexcept {
  return AtBorder([&] {
    ConnectWaiter waiter(host);
    session_->Exchange(waiter);
    // Also after a cancel or a denial: LogonUI goes on to GetSerialization, which has the next screen. That it would
    // not after a failure is *unproven on Windows*.
    return S_OK;
  });
}

IFACEMETHODIMP
Credential::Disconnect() noexcept {
  session_->Interrupt();
  return S_OK;
}

IFACEMETHODIMP
Credential::GetFieldOptions(DWORD id, CREDENTIAL_PROVIDER_CREDENTIAL_FIELD_OPTIONS* options) noexcept {
  const auto slot = SlotOfField(id);
  if (!slot || options == nullptr) return E_INVALIDARG;
  *options = KindOf(*slot).options;
  return S_OK;
}

}  // namespace gatehouse
