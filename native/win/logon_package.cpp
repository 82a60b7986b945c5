#include "win/logon_package.h"

#include <ntsecapi.h>

#include <cstring>

namespace gatehouse {
namespace {

std::optional<ULONG> FindPackage(HANDLE lsa, const char* name) noexcept {
  LSA_STRING text{};
  text.Buffer = const_cast<char*>(name);
  text.Length = static_cast<USHORT>(std::strlen(name));
  text.MaximumLength = static_cast<USHORT>(text.Length + 1);
  ULONG package = 0;
  if (LsaLookupAuthenticationPackage(lsa, &text, &package) != STATUS_SUCCESS) return std::nullopt;
  return package;
}

}  // namespace

std::optional<ULONG> FindLogonPackage() noexcept {
  HANDLE lsa = nullptr;
  if (LsaConnectUntrusted(&lsa) != STATUS_SUCCESS) return std::nullopt;
  std::optional<ULONG> package = FindPackage(lsa, "Negotiate");
  if (!package) package = FindPackage(lsa, "Kerberos");
  LsaDeregisterLogonProcess(lsa);
  return package;
}

}  // namespace gatehouse
