#include "win/credential_protection.h"

namespace gatehouse {
namespace {

// CRED_PROTECTION_TYPE of wincred.h.
constexpr int kUnprotected = 0;
// Far more than what a password of the longest kind becomes.
constexpr DWORD kMaxPlainUnits = 4096;

wchar_t* TextOf(SecretUtf16& units) noexcept {
  static_assert(sizeof(wchar_t) == sizeof(char16_t));
  return reinterpret_cast<wchar_t*>(units.data());
}

}  // namespace

CredentialProtection CredentialProtection::OfWindows() noexcept {
  const HMODULE module = GetModuleHandleW(L"advapi32.dll");
  if (module == nullptr) return {};
  const auto find = [module](const char* name) { return reinterpret_cast<void*>(GetProcAddress(module, name)); };
  return {reinterpret_cast<IsProtected>(find("CredIsProtectedW")), reinterpret_cast<Unprotect>(find("CredUnprotectW"))};
}

std::optional<SecretUtf16> UnprotectPassword(const SecretUtf16& password, const CredentialProtection& protection) {
  if (password.empty() || protection.is_protected == nullptr) return password;
  SecretUtf16 text = password;
  text.push_back(u'\0');
  int type = kUnprotected;
  if (!protection.is_protected(TextOf(text), &type)) return std::nullopt;
  if (type == kUnprotected) return password;
  if (protection.unprotect == nullptr) return std::nullopt;
  SecretUtf16 plain(kMaxPlainUnits);
  DWORD length = kMaxPlainUnits;
  if (!protection.unprotect(FALSE, TextOf(text), static_cast<DWORD>(text.size()), TextOf(plain), &length) ||
      length > plain.size()) {
    return std::nullopt;
  }
  // The count includes the null character.
  while (length > 0 && plain[length - 1] == u'\0') --length;
  return SecretUtf16(plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(length));
}

}  // namespace gatehouse
