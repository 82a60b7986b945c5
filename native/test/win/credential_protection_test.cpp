#include "win/credential_protection.h"

#include <doctest/doctest.h>

#include <string_view>

namespace gatehouse::test {
namespace {

SecretUtf16 SecretOf(std::u16string_view text) { return {text.begin(), text.end()}; }

// Stands for Windows: what begins with "@" is protected, and protection is that it.
BOOL WINAPI IsProtected(LPWSTR text, int* type) {
  *type = text[0] == L'@' ? 2 : 0;
  return TRUE;
}
BOOL WINAPI Unprotect(BOOL /*as_self*/, LPWSTR text, DWORD length, LPWSTR plain, DWORD* plain_length) {
  if (text[1] == L'!') return FALSE;
  for (DWORD i = 1; i < length; ++i) plain[i - 1] = text[i];
  *plain_length = length - 1;
  return TRUE;
}
BOOL WINAPI Fails(LPWSTR /*text*/, int* /*type*/) { return FALSE; }

constexpr CredentialProtection kWindows = {IsProtected, Unprotect};

TEST_CASE("a protected password is opened, a plain one is taken as it is") {
  CHECK(UnprotectPassword(SecretOf(u"@secret"), kWindows) == SecretOf(u"secret"));
  CHECK(UnprotectPassword(SecretOf(u"secret"), kWindows) == SecretOf(u"secret"));
  CHECK(UnprotectPassword({}, kWindows) == SecretUtf16{});
}

TEST_CASE("what cannot be opened is no password") {
  CHECK_FALSE(UnprotectPassword(SecretOf(u"@!"), kWindows).has_value());
  CHECK_FALSE(UnprotectPassword(SecretOf(u"@secret"), {IsProtected, nullptr}).has_value());
  CHECK_FALSE(UnprotectPassword(SecretOf(u"secret"), {Fails, Unprotect}).has_value());
}

TEST_CASE("a Windows that protects nothing has plain passwords") {
  CHECK(UnprotectPassword(SecretOf(u"@secret"), {}) == SecretOf(u"@secret"));
}

}  // namespace
}  // namespace gatehouse::test
