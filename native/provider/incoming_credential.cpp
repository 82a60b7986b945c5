#include "provider/incoming_credential.h"

#include <utility>

#include "core/limits.h"
#include "core/logon_serialization.h"
#include "core/utf.h"
#include "win/credential_protection.h"
#include "win/wide_text.h"

namespace gatehouse {
namespace {

// Three strings of a UNICODE_STRING's longest, and the structure.
constexpr ULONG kMaxSerializationBytes = 262'144;

bool IsOfPassword(std::uint32_t message_type) noexcept {
  return message_type == static_cast<std::uint32_t>(LogonMessageType::kUnset) ||
         message_type == static_cast<std::uint32_t>(LogonMessageType::kInteractiveLogon) ||
         message_type == static_cast<std::uint32_t>(LogonMessageType::kWorkstationUnlockLogon);
}

std::string NarrowUnits(const std::u16string& units) { return Narrow(std::wstring(units.begin(), units.end())); }

}  // namespace

std::optional<IncomingCredential> ReadIncoming(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& serialization) {
  if (serialization.rgbSerialization == nullptr || serialization.cbSerialization > kMaxSerializationBytes) {
    return std::nullopt;
  }
  const auto unpacked = UnpackLogon(Bytes(serialization.rgbSerialization, serialization.cbSerialization));
  if (!unpacked || !IsOfPassword(unpacked->message_type)) return std::nullopt;
  const auto plain = UnprotectPassword(unpacked->strings.password, CredentialProtection::OfWindows());
  if (!plain || plain->empty()) return std::nullopt;
  auto password = Utf16ToUtf8({plain->data(), plain->size()});
  const std::string domain = NarrowUnits(unpacked->strings.domain);
  const std::string user = NarrowUnits(unpacked->strings.user_name);
  if (!password || password->empty() || password->size() > kMaxValueBytes || user.empty()) return std::nullopt;
  return IncomingCredential{domain.empty() ? user : domain + "\\" + user, std::move(*password)};
}

}  // namespace gatehouse
