#include "provider/serialization_block.h"

#include <algorithm>

#include "core/utf.h"
#include "provider/guids.h"
#include "win/logon_package.h"
#include "win/wide_text.h"

namespace gatehouse {

HRESULT PackSerialization(const GrantedLogon& logon, LogonMessageType type,
                          CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION& serialization) {
  const auto package = FindLogonPackage();
  if (!package) return E_FAIL;
  auto password = Utf8ToUtf16<SecretUtf16>(logon.password);
  if (!password) return E_INVALIDARG;
  const auto block = PackLogon(type, {WidenToUtf16(logon.domain), WidenToUtf16(logon.user_name), std::move(*password)});
  if (!block) return E_INVALIDARG;
  auto* memory = static_cast<BYTE*>(CoTaskMemAlloc(block->size()));
  if (memory == nullptr) return E_OUTOFMEMORY;
  std::copy(block->begin(), block->end(), memory);
  serialization.ulAuthenticationPackage = *package;
  serialization.clsidCredentialProvider = kProviderClsid;
  serialization.cbSerialization = static_cast<ULONG>(block->size());
  serialization.rgbSerialization = memory;
  return S_OK;
}

}  // namespace gatehouse
