#pragma once

#include <optional>
#include <string>

#include "core/secret_bytes.h"
#include "provider/credential_provider_abi.h"

namespace gatehouse {

// What a remote session brings along: NLA asked for it at the other end.
struct IncomingCredential {
  // DOMAIN\name, a user principal name, or a bare name; UTF-8.
  std::string user_name;
  // UTF-8; never empty.
  SecretBytes password;
};

// Reads a serialization that comes from outside. Nothing when it cannot be read, or brings no password: with Restricted
// Admin and Remote Credential Guard none leaves the other end.
[[nodiscard]] std::optional<IncomingCredential> ReadIncoming(
    const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& serialization);

}  // namespace gatehouse
