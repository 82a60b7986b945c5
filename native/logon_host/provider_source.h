#pragma once

#include <string>

#include "provider/com_ptr.h"
#include "provider/credential_provider_abi.h"

namespace gatehouse::host {

// Makes a provider as LogonUI does, by its registration, or from a DLL that is not registered.
[[nodiscard]] HRESULT CreateRegisteredProvider(ComPtr<ICredentialProvider>& provider) noexcept;
[[nodiscard]] HRESULT CreateProviderFromDll(const std::wstring& path, ComPtr<ICredentialProvider>& provider) noexcept;

// The filter, registered or from a DLL.
[[nodiscard]] HRESULT CreateFilter(const std::wstring& path, ComPtr<ICredentialProviderFilter>& filter) noexcept;

}  // namespace gatehouse::host
