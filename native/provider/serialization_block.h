#pragma once

#include "core/logon_serialization.h"
#include "core/tile.h"
#include "provider/credential_provider_abi.h"

namespace gatehouse {

// Packs what Windows is to log on with into memory that LogonUI frees. E_FAIL when LSA knows no logon package,
// E_INVALIDARG when a text is not UTF-8 or too long, E_OUTOFMEMORY.
[[nodiscard]] HRESULT PackSerialization(const GrantedLogon& logon, LogonMessageType type,
                                        CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& serialization);

}  // namespace gatehouse
