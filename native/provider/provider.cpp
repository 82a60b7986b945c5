#include "provider/provider.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/limits.h"
#include "core/ui_language.h"
#include "provider/field_table.h"
#include "provider/guids.h"
#include "provider/hresult_border.h"
#include "provider/version.h"
#include "win/account.h"
#include "win/session_facts.h"
#include "win/settings.h"
#include "win/ui_languages.h"
#include "win/wide_text.h"

namespace gatehouse {
namespace {

// LogonUI enumerates a handful; a host that says more is cut off.
constexpr DWORD kMaxUsers = 64;

// Takes over a string that the host allocated.
std::string TakeText(LPWSTR text) {
  if (text == nullptr) return {};
  std::string narrow = Narrow(text);
  CoTaskMemFree(text);
  return narrow;
}

// Those of Windows' scenarios that we serve.
std::optional<PipeScenario> ServedScenarioOf(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, bool is_elevation_prompt) {
  if (scenario == CPUS_LOGON) return PipeScenario::kLogon;
  if (scenario == CPUS_UNLOCK_WORKSTATION) return PipeScenario::kUnlock;
  if (scenario == CPUS_CHANGE_PASSWORD) return PipeScenario::kChangePassword;
  if (scenario == CPUS_CREDUI && is_elevation_prompt) return PipeScenario::kCredui;
  return std::nullopt;
}

std::optional<LogonMessageType> LogonTypeOf(PipeScenario scenario) {
  if (scenario == PipeScenario::kLogon) return LogonMessageType::kInteractiveLogon;
  if (scenario == PipeScenario::kUnlock) return LogonMessageType::kWorkstationUnlockLogon;
  if (scenario == PipeScenario::kCredui) return LogonMessageType::kUnset;
  return std::nullopt;
}

}  // namespace

Provider::Provider(ProviderHost host) : made_for_(host), host_(std::make_shared<HostEvents>()) {}

Provider::~Provider() { ShutDown(); }

IFACEMETHODIMP
Provider::QueryInterface(REFIID riid, void** object) noexcept {
  if (object == nullptr) return E_POINTER;
  if (riid == __uuidof(IUnknown) || riid == __uuidof(ICredentialProvider)) {
    *object = static_cast<ICredentialProvider*>(this);
  } else if (riid == __uuidof(ICredentialProviderSetUserArray)) {
    *object = static_cast<ICredentialProviderSetUserArray*>(this);
  } else {
    *object = nullptr;
    return E_NOINTERFACE;
  }
  AddRef();
  return S_OK;
}

IFACEMETHODIMP_(ULONG) Provider::AddRef() noexcept { return ++references_; }

IFACEMETHODIMP_(ULONG) Provider::Release() noexcept {
  const ULONG left = --references_;
  if (left == 0) delete this;
  return left;
}

IFACEMETHODIMP
Provider::SetUsageScenario(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, DWORD /*flags*/) noexcept {
  const auto served = ServedScenarioOf(scenario, made_for_.is_elevation_prompt);
  if (!served) return scenario == CPUS_CREDUI || scenario == CPUS_PLAP ? E_NOTIMPL : E_INVALIDARG;
  return AtBorder([&] {
    ShutDown();
    scenario_ = *served;
    Speak();
    return S_OK;
  });
}

void Provider::Speak() {
  if (link_ != nullptr) return;
  language_ = ReadSettings().language;
  if (language_.empty()) {
    // Who locked the session, or changes a password in it, is logged on: that person's languages can be read. On the
    // logon screen nobody is, and it is the screen's language that all tiles share.
    const bool is_known = scenario_ == PipeScenario::kUnlock || scenario_ == PipeScenario::kChangePassword;
    std::vector<std::string> tags;
    if (is_known && users_.size() == 1) tags = UserUiLanguages(users_.front().sid);
    for (std::string& tag : ThreadUiLanguages()) tags.push_back(std::move(tag));
    language_ = ChooseLanguage(tags);
  }
  texts_ = &TextsFor(language_);
}

const std::shared_ptr<ServiceLink>& Provider::Link() {
  if (link_ == nullptr) {
    Hello hello;
    hello.oldest_version = kOldestPipeVersion;
    hello.newest_version = kPipeVersion;
    hello.scenario = scenario_;
    hello.remote = IsRemoteSession();
    hello.language = language_;
    hello.provider_version = kProviderVersion;
    link_ = std::make_shared<ServiceLink>(std::move(hello), !made_for_.is_reduced);
  }
  return link_;
}

IFACEMETHODIMP
Provider::SetSerialization(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* serialization) noexcept {
  if (serialization == nullptr || serialization->clsidCredentialProvider != kProviderClsid) return E_INVALIDARG;
  return AtBorder([&] {
    incoming_ = ReadIncoming(*serialization);
    came_without_password_ = !incoming_;
    return S_OK;
  });
}

IFACEMETHODIMP
Provider::Advise(ICredentialProviderEvents* events, UINT_PTR context) noexcept {
  if (events == nullptr) return E_INVALIDARG;
  if (texts_ == nullptr) return E_UNEXPECTED;
  return AtBorder([&] {
    host_->Attach(events, context);
    Link()->Start();
    return S_OK;
  });
}

IFACEMETHODIMP
Provider::UnAdvise() noexcept {
  host_->Detach();
  incoming_.reset();
  if (link_ != nullptr) link_->Stop();
  sentinel_.Leave();
  return S_OK;
}

IFACEMETHODIMP
Provider::GetFieldDescriptorCount(DWORD* count) noexcept {
  if (count == nullptr) return E_INVALIDARG;
  *count = kSlotCount;
  return S_OK;
}

IFACEMETHODIMP
Provider::GetFieldDescriptorAt(DWORD index, CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR** descriptor) noexcept {
  const auto slot = SlotOfField(index);
  if (!slot || descriptor == nullptr) return E_INVALIDARG;
  *descriptor = nullptr;
  if (texts_ == nullptr) return E_UNEXPECTED;
  return AtBorder([&] {
    wchar_t* label = CopyToTaskMemory(Widen(texts_->labels[IndexOf(*slot)]));
    auto* copy = static_cast<CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR*>(CoTaskMemAlloc(sizeof(**descriptor)));
    if (label == nullptr || copy == nullptr) {
      CoTaskMemFree(label);
      CoTaskMemFree(copy);
      return E_OUTOFMEMORY;
    }
    *copy = {index, KindOf(*slot).type, label, KindOf(*slot).guid};
    *descriptor = copy;
    return S_OK;
  });
}

IFACEMETHODIMP
Provider::GetCredentialCount(DWORD* count, DWORD* default_index, BOOL* auto_logon) noexcept {
  if (count == nullptr || default_index == nullptr || auto_logon == nullptr) return E_INVALIDARG;
  if (texts_ == nullptr) return E_UNEXPECTED;
  *default_index = CREDENTIAL_PROVIDER_NO_DEFAULT;
  *auto_logon = FALSE;
  return AtBorder([&] {
    EnsureTiles();
    *count = static_cast<DWORD>(tiles_.size());
    const ICredentialProviderCredential* wanted = host_->TakeWanted();
    if (wanted == nullptr) wanted = FillIn();
    if (wanted == nullptr && !tiles_.empty() && ReadSettings().is_default_tile) *default_index = 0;
    for (std::size_t i = 0; i < tiles_.size(); ++i) {
      if (wanted != nullptr && static_cast<ICredentialProviderCredential2*>(tiles_[i].get()) == wanted) {
        *default_index = static_cast<DWORD>(i);
        // The prompt of User Account Control submits nothing by itself.
        *auto_logon = scenario_ == PipeScenario::kCredui ? FALSE : TRUE;
      }
    }
    return S_OK;
  });
}

IFACEMETHODIMP
Provider::GetCredentialAt(DWORD index, ICredentialProviderCredential** credential) noexcept {
  if (credential == nullptr) return E_INVALIDARG;
  *credential = nullptr;
  if (index >= tiles_.size()) return E_INVALIDARG;
  return tiles_[index]->QueryInterface(__uuidof(ICredentialProviderCredential), reinterpret_cast<void**>(credential));
}

IFACEMETHODIMP
Provider::SetUserArray(ICredentialProviderUserArray* users) noexcept {
  if (users == nullptr) return E_INVALIDARG;
  return AtBorder([&] {
    std::vector<User> found;
    DWORD count = 0;
    const HRESULT counted = users->GetCount(&count);
    if (FAILED(counted)) return counted;
    for (DWORD i = 0; i < std::min(count, kMaxUsers); ++i) {
      ComPtr<ICredentialProviderUser> user;
      LPWSTR text = nullptr;
      if (FAILED(users->GetAt(i, user.put())) || FAILED(user->GetSid(&text))) continue;
      User named{TakeText(text), {}};
      text = nullptr;
      if (SUCCEEDED(user->GetStringValue(kQualifiedUserName, &text))) named.qualified_name = TakeText(text);
      if (!named.sid.empty()) found.push_back(std::move(named));
    }
    users_ = std::move(found);
    users_changed_ = true;
    if (texts_ != nullptr) Speak();
    return S_OK;
  });
}

// Tiles of users that are still there are kept: LogonUI enumerates again in the middle of a conversation.
void Provider::EnsureTiles() {
  if (!users_changed_) return;
  std::vector<ComPtr<Credential>> tiles;
  for (const User& user : users_) tiles.push_back(TileFor(user));
  // When a locked session is unlocked, its user is enumerated and nobody else may come in. A password is changed by
  // whoever is logged on: where LogonUI does not say who that is, we offer nothing.
  const bool anybody = scenario_ == PipeScenario::kUnlock && users_.empty();
  const bool others = scenario_ == PipeScenario::kLogon || scenario_ == PipeScenario::kCredui;
  if (others || anybody) tiles.push_back(TileFor(User{}));
  tiles_ = std::move(tiles);
  users_changed_ = false;
}

ComPtr<Credential> Provider::TileFor(const User& user) {
  for (const ComPtr<Credential>& tile : tiles_) {
    if (tile->sid() == user.sid) return tile;
  }
  auto session = std::make_shared<TileSession>(Link(), *texts_, scenario_, user.sid, user.qualified_name);
  link_->Add(session);
  ComPtr<Credential> tile;
  const bool connects = scenario_ != PipeScenario::kCredui;
  *tile.put() = new Credential(std::move(session), host_, {LogonTypeOf(scenario_), connects});
  return tile;
}

const ICredentialProviderCredential* Provider::FillIn() {
  const bool is_asked = scenario_ == PipeScenario::kLogon || scenario_ == PipeScenario::kUnlock;
  // Taken out before it is used: whatever becomes of it, it is not tried again.
  auto incoming = std::exchange(incoming_, std::nullopt);
  if (!is_asked) return nullptr;
  if (std::exchange(came_without_password_, false)) {
    for (const ComPtr<Credential>& tile : tiles_) tile->Notice(texts_->remote_without_password);
  }
  if (!incoming) return nullptr;
  Credential* tile = TileOfName(incoming->user_name);
  if (tile == nullptr || !tile->Fill(*incoming)) return nullptr;
  return static_cast<ICredentialProviderCredential2*>(tile);
}

// The tile of the user's own, else the one for anybody.
Credential* Provider::TileOfName(const std::string& user_name) const {
  // A user principal name is in no tile; its SID may be.
  const auto account = user_name.find('@') == std::string::npos ? std::nullopt : FindAccountByName(user_name);
  const std::wstring wanted = Widen(user_name);
  for (std::size_t i = 0; i < users_.size() && i < tiles_.size(); ++i) {
    const std::wstring name = Widen(users_[i].qualified_name);
    const bool is_name = CompareStringOrdinal(name.c_str(), -1, wanted.c_str(), -1, TRUE) == CSTR_EQUAL;
    if (is_name || (account && account->sid == users_[i].sid)) return tiles_[i].get();
  }
  return !tiles_.empty() && tiles_.back()->sid().empty() ? tiles_.back().get() : nullptr;
}

void Provider::ShutDown() noexcept {
  if (link_ != nullptr) link_->Stop();
  link_.reset();
  for (const ComPtr<Credential>& tile : tiles_) tile->Shutdown();
  tiles_.clear();
  users_changed_ = true;
}

}  // namespace gatehouse
