#include <doctest/doctest.h>

#include <initializer_list>
#include <vector>

#include "core/logon_serialization.h"
#include "provider/com_ptr.h"
#include "provider/guids.h"
#include "provider/incoming_credential.h"
#include "provider/known_providers.h"
#include "provider/provider_filter.h"
#include "win/registry.h"
#include "win/unique_handle.h"

namespace gatehouse::test {
namespace {

SecretUtf16 SecretOf(std::u16string_view text) { return {text.begin(), text.end()}; }

// Values of the installation, for as long as a test lasts. Without a service, whoever wants the others back has them.
class InstallValue {
 public:
  InstallValue(const wchar_t* name, std::wstring_view text, DWORD type = REG_SZ) : name_(name) {
    const std::wstring terminated(text);
    Write(type, terminated.c_str(), (terminated.size() + 1) * sizeof(wchar_t));
  }
  InstallValue(const wchar_t* name, DWORD number) : name_(name) { Write(REG_DWORD, &number, sizeof(number)); }
  InstallValue(const InstallValue&) = delete;
  InstallValue& operator=(const InstallValue&) = delete;
  ~InstallValue() { RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, kInstallKey, name_); }

 private:
  void Write(DWORD type, const void* data, std::size_t size) const {
    UniqueRegistryKey key;
    REQUIRE(RegCreateKeyExW(HKEY_LOCAL_MACHINE, kInstallKey, 0, nullptr, 0, KEY_SET_VALUE, nullptr, key.put(),
                            nullptr) == ERROR_SUCCESS);
    REQUIRE(RegSetValueExW(key.get(), name_, 0, type, static_cast<const BYTE*>(data), static_cast<DWORD>(size)) ==
            ERROR_SUCCESS);
  }
  const wchar_t* const name_;
};

const GUID kPassword = ProviderOfName(L"password").value();
const GUID kPin = ProviderOfName(L"windows-hello-pin").value();

// Which of ours, Windows' password and Hello's PIN are left.
std::vector<BOOL> Left(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, bool is_elevation_prompt = false) {
  ComPtr<ProviderFilter> filter;
  *filter.put() = new ProviderFilter(is_elevation_prompt);
  GUID providers[] = {kProviderClsid, kPassword, kPin};
  std::vector<BOOL> allowed(3, TRUE);
  REQUIRE(filter->Filter(scenario, 0, providers, allowed.data(), 3) == S_OK);
  return allowed;
}

const std::vector<BOOL> kAll = {TRUE, TRUE, TRUE};
const std::vector<BOOL> kOurs = {TRUE, FALSE, FALSE};

TEST_CASE("by default others are hidden at logon, unlock and elevation, and nowhere else (R3)") {
  CHECK(Left(CPUS_LOGON) == kOurs);
  CHECK(Left(CPUS_UNLOCK_WORKSTATION) == kOurs);
  CHECK(Left(CPUS_CREDUI, true) == kOurs);
  CHECK(Left(CPUS_CREDUI, false) == kAll);
  CHECK(Left(CPUS_PLAP) == kAll);
  CHECK(Left(CPUS_CHANGE_PASSWORD) == kAll);
}

TEST_CASE("who is allowed stays, and what another filter hid stays hidden") {
  const InstallValue allowed(L"AllowedProviders", std::wstring_view(L"windows-hello-pin\0nobody\0", 25), REG_MULTI_SZ);
  CHECK(Left(CPUS_LOGON) == std::vector<BOOL>{TRUE, FALSE, TRUE});
  ComPtr<ProviderFilter> filter;
  *filter.put() = new ProviderFilter(false);
  GUID providers[] = {kProviderClsid, kPin};
  BOOL left[] = {TRUE, FALSE};
  REQUIRE(filter->Filter(CPUS_LOGON, 0, providers, left, 2) == S_OK);
  CHECK(left[0] == TRUE);
  CHECK(left[1] == FALSE);
}

TEST_CASE("nobody is hidden where our tile is not there, or another filter hides it") {
  ComPtr<ProviderFilter> filter;
  *filter.put() = new ProviderFilter(false);
  GUID without_us[] = {kPassword, kPin};
  BOOL left[] = {TRUE, TRUE};
  REQUIRE(filter->Filter(CPUS_LOGON, 0, without_us, left, 2) == S_OK);
  CHECK(left[0] == TRUE);
  CHECK(left[1] == TRUE);
  GUID with_us[] = {kPassword, kProviderClsid};
  BOOL hidden[] = {TRUE, FALSE};
  REQUIRE(filter->Filter(CPUS_LOGON, 0, with_us, hidden, 2) == S_OK);
  CHECK(hidden[0] == TRUE);
  CHECK(hidden[1] == FALSE);
}

TEST_CASE("it is off where an administrator says so, and while the policy only observes") {
  {
    const InstallValue off(L"Filter", DWORD{0});
    CHECK(Left(CPUS_LOGON) == kAll);
  }
  const InstallValue stage(L"Stage", L"observe");
  CHECK(Left(CPUS_LOGON) == kAll);
  const InstallValue on(L"Filter", DWORD{1});
  CHECK(Left(CPUS_LOGON) == kOurs);
}

TEST_CASE("without the service the others come back where they are wanted then, and stay away else (R5)") {
  const InstallValue wait(L"ServiceWaitSeconds", DWORD{0});
  {
    const InstallValue system(L"WhenServiceDown", L"system-providers");
    CHECK(Left(CPUS_LOGON) == kAll);
  }
  const InstallValue deny(L"WhenServiceDown", L"deny");
  CHECK(Left(CPUS_LOGON) == kOurs);
}

TEST_CASE("wrong arguments are refused") {
  ComPtr<ProviderFilter> filter;
  *filter.put() = new ProviderFilter(false);
  CHECK(filter->Filter(CPUS_LOGON, 0, nullptr, nullptr, 1) == E_INVALIDARG);
  CHECK(filter->UpdateRemoteCredential(nullptr, nullptr) == E_INVALIDARG);
}

struct Incoming {
  explicit Incoming(std::u16string domain, std::u16string user, std::u16string_view password)
      : block(PackLogon(LogonMessageType::kInteractiveLogon, {std::move(domain), std::move(user), SecretOf(password)})
                  .value()) {
    credential.ulAuthenticationPackage = 7;
    credential.clsidCredentialProvider = kPassword;
    credential.cbSerialization = static_cast<ULONG>(block.size());
    credential.rgbSerialization = block.data();
  }
  SecretBytes block;
  CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION credential{};
};

HRESULT Update(const Incoming& incoming, CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& ours) {
  ComPtr<ProviderFilter> filter;
  *filter.put() = new ProviderFilter(false);
  return filter->UpdateRemoteCredential(&incoming.credential, &ours);
}

TEST_CASE("a remote credential is handed to our provider as it is") {
  const Incoming incoming(u"CORP", u"alice", u"p\u00e4ss");
  CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION ours{};
  REQUIRE(Update(incoming, ours) == S_OK);
  CHECK(ours.clsidCredentialProvider == kProviderClsid);
  CHECK(ours.ulAuthenticationPackage == 7);
  const auto read = ReadIncoming(ours);
  REQUIRE(read.has_value());
  CHECK(read->user_name == "CORP\\alice");
  CHECK(read->password == ToSecret(std::string_view("p\xc3\xa4ss")));
  CoTaskMemFree(ours.rgbSerialization);
}

TEST_CASE("a provider that is allowed keeps its own, and so does everybody while the filter is off") {
  const Incoming incoming(u"CORP", u"alice", u"x");
  CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION ours{};
  {
    const InstallValue off(L"Filter", DWORD{0});
    CHECK(Update(incoming, ours) == E_NOTIMPL);
  }
  const InstallValue allowed(L"AllowedProviders", std::wstring_view(L"password\0", 9), REG_MULTI_SZ);
  CHECK(Update(incoming, ours) == E_NOTIMPL);
  CHECK(ours.rgbSerialization == nullptr);
}

TEST_CASE("without a password it is ours to refuse, or left to Windows and reported (R1)") {
  const Incoming incoming(u"CORP", u"alice", u"");
  CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION ours{};
  REQUIRE(Update(incoming, ours) == S_OK);
  CHECK(ours.clsidCredentialProvider == kProviderClsid);
  CHECK_FALSE(ReadIncoming(ours).has_value());
  CoTaskMemFree(ours.rgbSerialization);
  const InstallValue report(L"RemoteWithoutPassword", L"report");
  CHECK(Update(incoming, ours) == E_NOTIMPL);
}

TEST_CASE("what is no credential of a password is not read") {
  Incoming incoming(u"CORP", u"alice", u"secret");
  auto& credential = incoming.credential;
  REQUIRE(ReadIncoming(credential).has_value());
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{6, 12, 13, 255}) {
    incoming.block[0] = type;
    CHECK_FALSE(ReadIncoming(credential).has_value());
  }
  incoming.block[0] = 2;
  for (ULONG size = 0; size < credential.cbSerialization; ++size) {
    auto cut = credential;
    cut.cbSerialization = size;
    CHECK_FALSE(ReadIncoming(cut).has_value());
  }
  credential.cbSerialization = 1 << 20;
  CHECK_FALSE(ReadIncoming(credential).has_value());
  CHECK_FALSE(ReadIncoming({}).has_value());
  CHECK_FALSE(ReadIncoming(Incoming(u"CORP", u"", u"x").credential).has_value());
}

}  // namespace
}  // namespace gatehouse::test
