#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/secret_bytes.h"

namespace gatehouse {

// KERB_LOGON_SUBMIT_TYPE of ntsecapi.h.
enum class LogonMessageType : std::uint32_t {
  kUnset = 0,                   // in the prompt of User Account Control it does not apply
  kInteractiveLogon = 2,        // KerbInteractiveLogon
  kWorkstationUnlockLogon = 7,  // KerbWorkstationUnlockLogon
};

struct LogonStrings {
  std::u16string domain;
  std::u16string user_name;
  SecretUtf16 password;
};

// Packs KERB_INTERACTIVE_UNLOCK_LOGON of 64-bit Windows in one block: the structure, then the three strings; string
// pointers are offsets from the block's begin, and LogonId is zero, as LSA wants it from a credential provider
// (learn.microsoft.com/windows/win32/api/ntsecapi/ns-ntsecapi-kerb_interactive_unlock_logon).
// CredPackAuthenticationBuffer is not used: it takes the scenario and the names' form into its own hands.
// Nothing when a string is longer than a UNICODE_STRING can say.
[[nodiscard]] std::optional<SecretBytes> PackLogon(LogonMessageType type, const LogonStrings& strings);

struct UnpackedLogon {
  std::uint32_t message_type = 0;
  std::uint64_t logon_id = 0;
  LogonStrings strings;
};

// The inverse, as LSA reads it. Nothing when an offset or length leaves the block.
[[nodiscard]] std::optional<UnpackedLogon> UnpackLogon(Bytes block);

inline constexpr std::size_t kLogonStructBytes = 64;

}  // namespace gatehouse
