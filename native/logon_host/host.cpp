#include "logon_host/host.h"

#include <stdexcept>

#include "core/secret_bytes.h"
#include "logon_host/json_line.h"
#include "logon_host/memory_use.h"
#include "logon_host/provider_source.h"
#include "logon_host/serialization_json.h"
#include "provider/field_table.h"
#include "win/wide_text.h"

namespace gatehouse::host {
namespace {

// A string that the provider allocated.
class TaskText {
 public:
  TaskText() = default;
  TaskText(const TaskText&) = delete;
  TaskText& operator=(const TaskText&) = delete;
  ~TaskText() { CoTaskMemFree(text_); }
  [[nodiscard]] LPWSTR* put() noexcept { return &text_; }
  [[nodiscard]] const wchar_t* get() const noexcept { return text_; }
  [[nodiscard]] std::wstring str() const { return text_ == nullptr ? L"" : text_; }

 private:
  LPWSTR text_ = nullptr;
};

JsonLine CallOf(const char* name, HRESULT result) {
  JsonLine line;
  line.Text("call", name).Result(result);
  return line;
}

class ProviderEvents final : public ComBase<ProviderEvents, ICredentialProviderEvents> {
 public:
  explicit ProviderEvents(Host& host) : host_(host) {}
  IFACEMETHODIMP
  CredentialsChanged(UINT_PTR context) noexcept override {
    JsonLine().Text("event", "CredentialsChanged").Number("context", static_cast<std::int64_t>(context)).Print();
    host_.OnCredentialsChanged();
    return S_OK;
  }

 private:
  Host& host_;
};

class Continuation final : public ComBase<Continuation, IQueryContinueWithStatus> {
 public:
  Continuation(Host& host, const Host::SubmitOptions& options) : host_(host), options_(options) {}
  static bool IsBase(REFIID riid) noexcept { return riid == __uuidof(IQueryContinue); }
  IFACEMETHODIMP
  QueryContinue() noexcept override {
    const auto& cancel_after_ms = options_.cancel_after_ms;
    host_.Pump();
    if (host_.IsCancelled()) return S_FALSE;
    return cancel_after_ms && GetTickCount64() - begun_ >= *cancel_after_ms ? S_FALSE : S_OK;
  }
  IFACEMETHODIMP
  SetStatusMessage(LPCWSTR text) noexcept override {
    JsonLine().Text("event", "SetStatusMessage").Text("text", text).Print();
    host_.OnStatus(text, options_);
    Sleep(options_.status_ms);
    return S_OK;
  }

 private:
  Host& host_;
  const Host::SubmitOptions options_;
  const ULONGLONG begun_ = GetTickCount64();
};

}  // namespace

void Host::Scenario(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario) {
  if (!provider_) {
    const HRESULT made = dll_.empty() ? CreateRegisteredProvider(provider_) : CreateProviderFromDll(dll_, provider_);
    CallOf("CreateProvider", made).Print();
    if (FAILED(made)) throw std::runtime_error("the provider cannot be created");
  }
  CallOf("SetUsageScenario", provider_->SetUsageScenario(scenario, 0)).Print();
}

void Host::Advise() {
  if (!provider_) throw std::runtime_error("scenario comes first");
  const auto set_users = provider_.As<ICredentialProviderSetUserArray>();
  if (set_users) CallOf("SetUserArray", set_users->SetUserArray(CreateUserArray(users_).get())).Print();
  *provider_events_.put() = new ProviderEvents(*this);
  CallOf("Advise", provider_->Advise(provider_events_.get(), 42)).Print();
  DWORD count = 0;
  CallOf("GetFieldDescriptorCount", provider_->GetFieldDescriptorCount(&count)).Number("count", count).Print();
  for (DWORD i = 0; i < count; ++i) {
    CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR* field = nullptr;
    const HRESULT got = provider_->GetFieldDescriptorAt(i, &field);
    if (FAILED(got) || field == nullptr) continue;
    CallOf("GetFieldDescriptorAt", got)
        .Number("id", field->dwFieldID)
        .Text("field", NameOfField(field->dwFieldID))
        .Number("type", field->cpft)
        .Text("label", field->pszLabel)
        .Print();
    if (field->dwFieldID < kSlotCount) descriptors_[field->dwFieldID] = {field->cpft, field->pszLabel};
    CoTaskMemFree(field->pszLabel);
    CoTaskMemFree(field);
  }
  Enumerate();
}

void Host::Enumerate() {
  DWORD count = 0;
  DWORD default_index = CREDENTIAL_PROVIDER_NO_DEFAULT;
  BOOL auto_logon = FALSE;
  CallOf("GetCredentialCount", provider_->GetCredentialCount(&count, &default_index, &auto_logon))
      .Number("count", count)
      .Number("default", default_index == CREDENTIAL_PROVIDER_NO_DEFAULT ? -1 : static_cast<int>(default_index))
      .Flag("autoLogon", auto_logon != FALSE)
      .Print();
  auto_logon_.reset();
  if (auto_logon) auto_logon_ = default_index;
  for (DWORD i = 0; i < count; ++i) {
    Tile tile;
    TaskText sid;
    const HRESULT got = provider_->GetCredentialAt(i, tile.credential.put());
    if (const auto v2 = tile.credential.As<ICredentialProviderCredential2>()) v2->GetUserSid(sid.put());
    CallOf("GetCredentialAt", got).Number("tile", i).Text("sid", sid.get()).Print();
    if (FAILED(got)) continue;
    tile.shown = std::make_shared<ShownTile>();
    *tile.events.put() = new TileEvents(static_cast<int>(i), tile.credential.get(), tile.shown);
    CallOf("Credential.Advise", tile.credential->Advise(tile.events.get())).Number("tile", i).Print();
    ReadFields(tile);
    tiles_.push_back(std::move(tile));
  }
}

void Host::ReadFields(Tile& tile) {
  for (DWORD id = 0; id < kSlotCount; ++id) {
    ShownField field;
    TaskText text;
    tile.credential->GetFieldState(id, &field.state, &field.interactive);
    if (SUCCEEDED(tile.credential->GetStringValue(id, text.put()))) field.text = text.str();
    DWORD count = 0;
    if (SUCCEEDED(tile.credential->GetComboBoxValueCount(id, &count, &field.selected))) {
      for (DWORD i = 0; i < count; ++i) {
        TaskText option;
        tile.credential->GetComboBoxValueAt(id, i, option.put());
        field.options.push_back(option.str());
      }
    }
    tile.shown->With(id, [&](ShownField& shown) { shown = field; });
  }
  DWORD beside = 0;
  if (SUCCEEDED(tile.credential->GetSubmitButtonValue(FieldIdOf(Slot::kSubmit), &beside))) {
    tile.shown->PlaceSubmit(beside);
  }
}

Host::Tile& Host::Selected() {
  if (!selected_ || *selected_ >= tiles_.size()) throw std::runtime_error("no tile is selected");
  return tiles_[*selected_];
}

void Host::Select(int tile) {
  if (tile < 0 || static_cast<std::size_t>(tile) >= tiles_.size()) throw std::runtime_error("there is no such tile");
  selected_ = static_cast<std::size_t>(tile);
  BOOL auto_logon = FALSE;
  CallOf("SetSelected", Selected().credential->SetSelected(&auto_logon)).Number("tile", tile).Print();
}

void Host::Deselect() {
  CallOf("SetDeselected", Selected().credential->SetDeselected()).Print();
  selected_.reset();
}

void Host::SetText(DWORD field, const std::wstring& text) {
  Tile& tile = Selected();
  const HRESULT set = tile.credential->SetStringValue(field, text.c_str());
  if (SUCCEEDED(set)) tile.shown->With(field, [&](ShownField& shown) { shown.text = text; });
  CallOf("SetStringValue", set).Text("field", NameOfField(field)).Print();
}

void Host::SelectOption(DWORD field, DWORD option) {
  Tile& tile = Selected();
  const HRESULT set = tile.credential->SetComboBoxSelectedValue(field, option);
  if (SUCCEEDED(set)) tile.shown->With(field, [&](ShownField& shown) { shown.selected = option; });
  CallOf("SetComboBoxSelectedValue", set).Text("field", NameOfField(field)).Number("selected", option).Print();
}

void Host::FollowLink(DWORD field) {
  credentials_changed_ = false;
  CallOf("CommandLinkClicked", Selected().credential->CommandLinkClicked(field))
      .Text("field", NameOfField(field))
      .Print();
  if (!credentials_changed_.exchange(false)) return;
  Selected().credential->SetDeselected();
  ReleaseTiles();
  Enumerate();
  if (!auto_logon_) return;
  Select(static_cast<int>(*auto_logon_));
  Submit({});
}

void Host::Submit(const SubmitOptions& options) {
  Tile& tile = Selected();
  const auto connectable = tile.credential.As<IConnectableCredentialProviderCredential>();
  if (options.connect && connectable) {
    ComPtr<IQueryContinueWithStatus> continuation;
    *continuation.put() = new Continuation(*this, options);
    const ULONGLONG begun = GetTickCount64();
    is_waiting_ = true;
    is_cancelled_ = false;
    const HRESULT connected = connectable->Connect(continuation.get());
    is_waiting_ = false;
    CallOf("Connect", connected).Number("ms", static_cast<std::int64_t>(GetTickCount64() - begun)).Print();
  }
  Serialize(tile);
}

void Host::Serialize(Tile& tile) {
  CREDENTIAL_PROVIDER_GET_SERIALIZATION_RESPONSE response = CPGSR_NO_CREDENTIAL_NOT_FINISHED;
  CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION serialization{};
  TaskText status;
  CREDENTIAL_PROVIDER_STATUS_ICON icon = CPSI_NONE;
  const HRESULT got = tile.credential->GetSerialization(&response, &serialization, status.put(), &icon);
  JsonLine line = CallOf("GetSerialization", got);
  line.Text("response", NameOfResponse(response)).Text("status", status.get()).Text("icon", NameOfIcon(icon));
  if (serialization.rgbSerialization != nullptr) line.Raw("serialization", JsonOfSerialization(serialization));
  line.Print();
  status_ = status.str();
  // As LogonUI goes on: the desktop comes.
  if (window_ && window_->is_open() && response == CPGSR_RETURN_CREDENTIAL_FINISHED) {
    PostMessageW(window_->handle(), WM_CLOSE, 0, 0);
  }
  SecureWipe(serialization.rgbSerialization, serialization.cbSerialization);
  CoTaskMemFree(serialization.rgbSerialization);
}

void Host::Report(NTSTATUS status, NTSTATUS substatus) {
  TaskText text;
  CREDENTIAL_PROVIDER_STATUS_ICON icon = CPSI_NONE;
  const HRESULT reported = Selected().credential->ReportResult(status, substatus, text.put(), &icon);
  CallOf("ReportResult", reported).Text("status", text.get()).Text("icon", NameOfIcon(icon)).Print();
}

void Host::SetDeaf(bool deaf) {
  for (const Tile& tile : tiles_) tile.events->SetDeaf(deaf);
}

void Host::PrintFields() {
  Tile& tile = Selected();
  std::string fields;
  for (DWORD id = 0; id < kSlotCount; ++id) {
    const ShownField field = tile.shown->With(id, [](ShownField& shown) { return shown; });
    JsonLine json;
    json.Text("state", NameOfState(field.state)).Text("interactive", NameOfInteractive(field.interactive));
    json.Text("text", field.text.c_str());
    if (!field.options.empty()) {
      std::string options;
      for (const std::wstring& option : field.options) {
        options += (options.empty() ? "" : ",") + JsonLine().Text("o", option.c_str()).json().substr(5);
        options.pop_back();
      }
      json.Raw("options", "[" + options + "]").Number("selected", field.selected);
    }
    fields += (fields.empty() ? "" : ",") + std::string("\"") + NameOfField(id) + "\":" + json.json();
  }
  JsonLine()
      .Text("result", "fields")
      .Number("tile", static_cast<int>(*selected_))
      .Raw("fields", "{" + fields + "}")
      .Print();
}

void Host::PrintMemory() {
  const MemoryUse use = MeasureMemory();
  JsonLine()
      .Text("result", "memory")
      .Number("privateBytes", use.private_bytes)
      .Number("providerImageBytes", use.provider_bytes)
      .Number("bareThreadBytes", MeasureBareThread())
      .Print();
}

template <typename Is>
void Host::WaitUntil(const char* what, DWORD timeout_ms, Is is) {
  const ULONGLONG begun = GetTickCount64();
  bool done = is();
  while (!done && GetTickCount64() - begun < timeout_ms) {
    Pump();
    Sleep(10);
    done = is();
  }
  JsonLine()
      .Text("result", what)
      .Flag("ok", done)
      .Number("ms", static_cast<std::int64_t>(GetTickCount64() - begun))
      .Print();
}

void Host::WaitForState(DWORD field, const std::string& state, DWORD timeout_ms) {
  Tile& tile = Selected();
  WaitUntil("wait-field", timeout_ms, [&] {
    const auto shown = tile.shown->With(field, [](ShownField& it) { return it.state; });
    if (state != "visible") return state == NameOfState(shown);
    return shown == CPFS_DISPLAY_IN_SELECTED_TILE || shown == CPFS_DISPLAY_IN_BOTH;
  });
}

void Host::WaitForText(DWORD field, const std::wstring& text, DWORD timeout_ms) {
  Tile& tile = Selected();
  WaitUntil("wait-text", timeout_ms,
            [&] { return tile.shown->With(field, [&](ShownField& it) { return it.text == text; }); });
}

void Host::ReleaseTiles() {
  for (const Tile& tile : tiles_) tile.shown->Tell(nullptr, 0);
  for (std::size_t i = 0; i < tiles_.size(); ++i) {
    CallOf("Credential.UnAdvise", tiles_[i].credential->UnAdvise()).Number("tile", static_cast<int>(i)).Print();
  }
  tiles_.clear();
  selected_.reset();
}

void Host::UnAdvise() {
  if (!provider_) return;
  ReleaseTiles();
  CallOf("UnAdvise", provider_->UnAdvise()).Print();
  const ULONG left = provider_.Detach()->Release();
  // What comes next is another LogonUI.
  users_.clear();
  JsonLine().Text("result", "released").Number("references", left).Print();
}

}  // namespace gatehouse::host
