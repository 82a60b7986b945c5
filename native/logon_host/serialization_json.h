#pragma once

#include <string>

#include "provider/credential_provider_abi.h"

namespace gatehouse::host {

[[nodiscard]] const char* NameOfResponse(CREDENTIAL_PROVIDER_GET_SERIALIZATION_RESPONSE response);
[[nodiscard]] const char* NameOfIcon(CREDENTIAL_PROVIDER_STATUS_ICON icon);

// What LSA would read in a serialization, the password included, and its bytes.
[[nodiscard]] std::string JsonOfSerialization(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& serialization);

}  // namespace gatehouse::host
