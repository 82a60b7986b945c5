#include <stdexcept>

#include "core/logon_serialization.h"
#include "logon_host/host.h"
#include "logon_host/json_line.h"
#include "logon_host/provider_source.h"
#include "provider/guids.h"
#include "win/logon_package.h"
#include "win/wide_text.h"

// The part of Host that is about the filter, and about what comes in with a remote session.
namespace gatehouse::host {
namespace {

std::wstring TextOf(const GUID& clsid) {
  wchar_t text[40] = {};
  StringFromGUID2(clsid, text, 40);
  return text;
}

// The provider that NLA's credentials are for: Windows' own for passwords.
constexpr GUID kPasswordProvider = {0x60b78e88, 0xead8, 0x445c, {0x9c, 0xfd, 0x0b, 0x87, 0xf7, 0x4e, 0xa6, 0xcd}};

template <typename Text>
Text UnitsOf(const std::wstring& text) {
  return Text(text.begin(), text.end());
}

}  // namespace

void Host::AskFilter(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, const std::vector<GUID>& providers) {
  ComPtr<ICredentialProviderFilter> filter;
  if (FAILED(CreateFilter(dll_, filter))) throw std::runtime_error("the filter cannot be created");
  std::vector<GUID> asked = providers;
  std::vector<BOOL> allowed(asked.size(), TRUE);
  const HRESULT hr = filter->Filter(scenario, 0, asked.data(), allowed.data(), static_cast<DWORD>(asked.size()));
  JsonLine line;
  line.Text("call", "Filter").Result(hr);
  std::string list;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (allowed[i] != FALSE) list += (list.empty() ? "\"" : ",\"") + Narrow(TextOf(asked[i])) + "\"";
  }
  line.Raw("allowed", "[" + list + "]").Print();
}

void Host::TakeRemote(const std::wstring& domain, const std::wstring& user, const std::wstring& password) {
  if (!provider_) throw std::runtime_error("scenario comes first");
  ComPtr<ICredentialProviderFilter> filter;
  if (FAILED(CreateFilter(dll_, filter))) throw std::runtime_error("the filter cannot be created");
  auto block =
      PackLogon(LogonMessageType::kInteractiveLogon,
                {UnitsOf<std::u16string>(domain), UnitsOf<std::u16string>(user), UnitsOf<SecretUtf16>(password)});
  if (!block) throw std::runtime_error("the credential is too long");
  CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION incoming{};
  incoming.ulAuthenticationPackage = FindLogonPackage().value_or(0);
  incoming.clsidCredentialProvider = kPasswordProvider;
  incoming.cbSerialization = static_cast<ULONG>(block->size());
  incoming.rgbSerialization = block->data();
  CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION ours{};
  const HRESULT updated = filter->UpdateRemoteCredential(&incoming, &ours);
  JsonLine()
      .Text("call", "UpdateRemoteCredential")
      .Result(updated)
      .Text("clsid", TextOf(ours.clsidCredentialProvider).c_str())
      .Print();
  if (SUCCEEDED(updated)) {
    const HRESULT set = provider_->SetSerialization(&ours);
    JsonLine().Text("call", "SetSerialization").Result(set).Print();
  }
  SecureWipe(ours.rgbSerialization, ours.cbSerialization);
  CoTaskMemFree(ours.rgbSerialization);
}

void Host::AutoLogon() {
  JsonLine().Text("result", "auto").Flag("ok", auto_logon_.has_value()).Print();
  if (!auto_logon_) return;
  const DWORD tile = *auto_logon_;
  auto_logon_.reset();
  Select(static_cast<int>(tile));
  Submit({});
}

void Host::EnumerateAgain() {
  ReleaseTiles();
  Enumerate();
}

}  // namespace gatehouse::host
