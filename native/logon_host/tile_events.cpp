#include "logon_host/tile_events.h"

#include "logon_host/json_line.h"
#include "provider/field_table.h"

namespace gatehouse::host {
namespace {

JsonLine EventOf(const char* name, int tile, DWORD field) {
  JsonLine line;
  line.Text("event", name).Number("tile", tile).Text("field", NameOfField(field));
  return line;
}

}  // namespace

const char* NameOfState(CREDENTIAL_PROVIDER_FIELD_STATE state) noexcept {
  constexpr std::array kNames = {"hidden", "selected", "deselected", "both"};
  return static_cast<std::size_t>(state) < kNames.size() ? kNames[state] : "invalid";
}

const char* NameOfInteractive(CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE interactive) noexcept {
  constexpr std::array kNames = {"normal", "readonly", "disabled", "focused"};
  return static_cast<std::size_t>(interactive) < kNames.size() ? kNames[interactive] : "invalid";
}

const char* NameOfField(DWORD field) noexcept {
  const auto slot = SlotOfField(field);
  return slot ? kSlotNames[IndexOf(*slot)] : "invalid";
}

namespace {

// One field has the focus, whatever was said before.
void LoseFocus(ShownField& shown) {
  if (shown.interactive == CPFIS_FOCUSED) shown.interactive = CPFIS_NONE;
}

}  // namespace

TileEvents::TileEvents(int tile, const ICredentialProviderCredential* credential, std::shared_ptr<ShownTile> shown)
    : tile_(tile), credential_(credential), shown_(std::move(shown)) {
  CoCreateFreeThreadedMarshaler(static_cast<ICredentialProviderCredentialEvents2*>(this), marshaller_.put());
}

HRESULT TileEvents::QueryMore(REFIID riid, void** object) noexcept {
  if (riid != __uuidof(IMarshal) || !marshaller_) return E_NOINTERFACE;
  return marshaller_->QueryInterface(riid, object);
}

HRESULT TileEvents::Hear(const ICredentialProviderCredential* credential) const noexcept {
  if (deaf_) return RPC_E_DISCONNECTED;
  if (credential == credential_) return S_OK;
  JsonLine().Text("error", "an event names another tile").Number("tile", tile_).Print();
  return E_INVALIDARG;
}

IFACEMETHODIMP
TileEvents::SetFieldState(ICredentialProviderCredential* credential, DWORD field,
                          CREDENTIAL_PROVIDER_FIELD_STATE state) noexcept {
  if (const HRESULT heard = Hear(credential); FAILED(heard)) return heard;
  if (field >= kSlotCount) return E_INVALIDARG;
  EventOf("SetFieldState", tile_, field).Text("state", NameOfState(state)).Print();
  shown_->With(field, [&](ShownField& shown) { shown.state = state; });
  shown_->Changed();
  return S_OK;
}

IFACEMETHODIMP
TileEvents::SetFieldInteractiveState(ICredentialProviderCredential* credential, DWORD field,
                                     CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE interactive) noexcept {
  if (const HRESULT heard = Hear(credential); FAILED(heard)) return heard;
  if (field >= kSlotCount) return E_INVALIDARG;
  EventOf("SetFieldInteractiveState", tile_, field).Text("interactive", NameOfInteractive(interactive)).Print();
  if (interactive == CPFIS_FOCUSED) {
    for (DWORD other = 0; other < kSlotCount; ++other) shown_->With(other, LoseFocus);
  }
  shown_->With(field, [&](ShownField& shown) { shown.interactive = interactive; });
  shown_->Changed();
  return S_OK;
}

IFACEMETHODIMP
TileEvents::SetFieldString(ICredentialProviderCredential* credential, DWORD field, LPCWSTR text) noexcept {
  if (const HRESULT heard = Hear(credential); FAILED(heard)) return heard;
  if (field >= kSlotCount || text == nullptr) return E_INVALIDARG;
  EventOf("SetFieldString", tile_, field).Text("text", text).Print();
  shown_->With(field, [&](ShownField& shown) { shown.text = text; });
  shown_->Changed();
  return S_OK;
}

IFACEMETHODIMP
TileEvents::SetFieldCheckbox(ICredentialProviderCredential* /*credential*/, DWORD /*field*/, BOOL /*checked*/,
                             LPCWSTR /*label*/) noexcept {
  return E_NOTIMPL;
}

IFACEMETHODIMP
TileEvents::SetFieldBitmap(ICredentialProviderCredential* credential, DWORD field, HBITMAP bitmap) noexcept {
  if (const HRESULT heard = Hear(credential); FAILED(heard)) return heard;
  const SharedBitmap owner = Share(bitmap);
  if (field >= kSlotCount) return E_INVALIDARG;
  BITMAP facts{};
  GetObjectW(bitmap, sizeof(facts), &facts);
  EventOf("SetFieldBitmap", tile_, field).Number("width", facts.bmWidth).Number("height", facts.bmHeight).Print();
  shown_->With(field, [&](ShownField& shown) { shown.bitmap = owner; });
  shown_->Changed();
  return S_OK;
}

IFACEMETHODIMP
TileEvents::SetFieldComboBoxSelectedItem(ICredentialProviderCredential* credential, DWORD field,
                                         DWORD selected) noexcept {
  if (const HRESULT heard = Hear(credential); FAILED(heard)) return heard;
  if (field >= kSlotCount) return E_INVALIDARG;
  EventOf("SetFieldComboBoxSelectedItem", tile_, field).Number("selected", selected).Print();
  shown_->With(field, [&](ShownField& shown) { shown.selected = selected; });
  shown_->Changed();
  return S_OK;
}

IFACEMETHODIMP
TileEvents::DeleteFieldComboBoxItem(ICredentialProviderCredential* credential, DWORD field, DWORD item) noexcept {
  if (const HRESULT heard = Hear(credential); FAILED(heard)) return heard;
  if (field >= kSlotCount) return E_INVALIDARG;
  EventOf("DeleteFieldComboBoxItem", tile_, field).Number("item", item).Print();
  const HRESULT deleted = shown_->With(field, [&](ShownField& shown) {
    if (item >= shown.options.size()) return E_INVALIDARG;
    shown.options.erase(shown.options.begin() + static_cast<std::ptrdiff_t>(item));
    return S_OK;
  });
  shown_->Changed();
  return deleted;
}

IFACEMETHODIMP
TileEvents::AppendFieldComboBoxItem(ICredentialProviderCredential* credential, DWORD field, LPCWSTR text) noexcept {
  if (const HRESULT heard = Hear(credential); FAILED(heard)) return heard;
  if (field >= kSlotCount || text == nullptr) return E_INVALIDARG;
  EventOf("AppendFieldComboBoxItem", tile_, field).Text("text", text).Print();
  shown_->With(field, [&](ShownField& shown) { shown.options.emplace_back(text); });
  shown_->Changed();
  return S_OK;
}

IFACEMETHODIMP
TileEvents::SetFieldSubmitButton(ICredentialProviderCredential* credential, DWORD field, DWORD adjacent) noexcept {
  if (const HRESULT heard = Hear(credential); FAILED(heard)) return heard;
  EventOf("SetFieldSubmitButton", tile_, field).Text("adjacentTo", NameOfField(adjacent)).Print();
  shown_->PlaceSubmit(adjacent);
  shown_->Changed();
  return S_OK;
}

IFACEMETHODIMP
TileEvents::OnCreatingWindow(HWND* owner) noexcept {
  if (owner != nullptr) *owner = nullptr;
  return E_NOTIMPL;
}

IFACEMETHODIMP
TileEvents::BeginFieldUpdates() noexcept {
  JsonLine().Text("event", "BeginFieldUpdates").Number("tile", tile_).Print();
  return S_OK;
}

IFACEMETHODIMP
TileEvents::EndFieldUpdates() noexcept {
  JsonLine().Text("event", "EndFieldUpdates").Number("tile", tile_).Print();
  return S_OK;
}

IFACEMETHODIMP
TileEvents::SetFieldOptions(ICredentialProviderCredential* credential, DWORD field,
                            CREDENTIAL_PROVIDER_CREDENTIAL_FIELD_OPTIONS options) noexcept {
  if (const HRESULT heard = Hear(credential); FAILED(heard)) return heard;
  EventOf("SetFieldOptions", tile_, field).Number("options", options).Print();
  return S_OK;
}

}  // namespace gatehouse::host
