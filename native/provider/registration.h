#pragma once

#include "win/win32.h"

namespace gatehouse {

// Writes and removes the registry entries that make LogonUI load the DLL at `path`
// (learn.microsoft.com/windows/win32/secauthn/credential-providers-in-windows). Regsvr32 calls them; an installer
// writes the same entries declaratively.
[[nodiscard]] HRESULT RegisterProvider(const wchar_t* path) noexcept;
[[nodiscard]] HRESULT UnregisterProvider() noexcept;

}  // namespace gatehouse
