#include "logon_host/serialization_json.h"

#include <array>

#include "core/logon_serialization.h"
#include "logon_host/json_line.h"
#include "win/wide_text.h"

namespace gatehouse::host {
namespace {

template <typename Units>
std::string NarrowUnits(const Units& units) {
  return Narrow(std::wstring(units.begin(), units.end()));
}

std::string HexOfBytes(Bytes bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : bytes) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

}  // namespace

const char* NameOfResponse(CREDENTIAL_PROVIDER_GET_SERIALIZATION_RESPONSE response) {
  switch (response) {
    case CPGSR_NO_CREDENTIAL_NOT_FINISHED:
      return "no-credential-not-finished";
    case CPGSR_NO_CREDENTIAL_FINISHED:
      return "no-credential-finished";
    case CPGSR_RETURN_CREDENTIAL_FINISHED:
      return "return-credential-finished";
    case CPGSR_RETURN_NO_CREDENTIAL_FINISHED:
      return "return-no-credential-finished";
  }
  return "invalid";
}

const char* NameOfIcon(CREDENTIAL_PROVIDER_STATUS_ICON icon) {
  constexpr std::array kNames = {"none", "error", "warning", "success"};
  return static_cast<std::size_t>(icon) < kNames.size() ? kNames[icon] : "invalid";
}

std::string JsonOfSerialization(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& serialization) {
  const Bytes bytes(serialization.rgbSerialization, serialization.cbSerialization);
  JsonLine json;
  wchar_t clsid[40] = {};
  StringFromGUID2(serialization.clsidCredentialProvider, clsid, 40);
  json.Number("package", serialization.ulAuthenticationPackage).Text("clsid", clsid);
  if (const auto logon = UnpackLogon(bytes)) {
    json.Number("messageType", logon->message_type)
        .Number("logonId", static_cast<std::int64_t>(logon->logon_id))
        .Text("domain", NarrowUnits(logon->strings.domain))
        .Text("user", NarrowUnits(logon->strings.user_name))
        .Text("password", NarrowUnits(logon->strings.password));
  }
  json.Text("bytes", HexOfBytes(bytes));
  return json.json();
}

}  // namespace gatehouse::host
