#pragma once

#include <optional>

#include "core/secret_bytes.h"
#include "win/win32.h"

namespace gatehouse {

// What Windows has to say of passwords that a program protected with CredProtect, as the Remote Desktop client does
// (learn.microsoft.com/windows/win32/api/wincred/nf-wincred-credunprotectw). Found when asked for: a Windows without
// them protects nothing.
struct CredentialProtection {
  using IsProtected = BOOL(WINAPI*)(LPWSTR text, int* type);
  using Unprotect = BOOL(WINAPI*)(BOOL as_self, LPWSTR text, DWORD length, LPWSTR plain, DWORD* plain_length);
  IsProtected is_protected = nullptr;
  Unprotect unprotect = nullptr;

  [[nodiscard]] static CredentialProtection OfWindows() noexcept;
};

// The password itself. Nothing when it is protected and cannot be opened here: it must not be taken for one then.
[[nodiscard]] std::optional<SecretUtf16> UnprotectPassword(const SecretUtf16& password,
                                                           const CredentialProtection& protection);

}  // namespace gatehouse
