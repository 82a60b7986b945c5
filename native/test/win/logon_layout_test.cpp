#include <doctest/doctest.h>

#include <cstddef>
#include <cstring>
#include <string>

#include "core/logon_serialization.h"
#include "win/logon_package.h"
#include "win/win32.h"

#include <ntsecapi.h>

namespace gatehouse::test {
namespace {

// The numbers that core packs by, against the SDK's own structure.
static_assert(sizeof(KERB_INTERACTIVE_UNLOCK_LOGON) == kLogonStructBytes);
static_assert(offsetof(KERB_INTERACTIVE_UNLOCK_LOGON, Logon.LogonDomainName) == 8);
static_assert(offsetof(KERB_INTERACTIVE_UNLOCK_LOGON, Logon.UserName) == 24);
static_assert(offsetof(KERB_INTERACTIVE_UNLOCK_LOGON, Logon.Password) == 40);
static_assert(offsetof(KERB_INTERACTIVE_UNLOCK_LOGON, LogonId) == 56);
static_assert(offsetof(UNICODE_STRING, Buffer) == 8);
static_assert(static_cast<int>(LogonMessageType::kInteractiveLogon) == KerbInteractiveLogon);
static_assert(static_cast<int>(LogonMessageType::kWorkstationUnlockLogon) == KerbWorkstationUnlockLogon);

std::wstring TextAt(const SecretBytes& block, const UNICODE_STRING& text) {
  const auto offset = reinterpret_cast<std::size_t>(text.Buffer);
  REQUIRE(offset + text.Length <= block.size());
  const auto* units = reinterpret_cast<const wchar_t*>(block.data() + offset);
  return {units, text.Length / sizeof(wchar_t)};
}

TEST_CASE("Windows' own structure reads what core packed") {
  const SecretUtf16 password{u'p', u'\u00e4'};
  const auto block = PackLogon(LogonMessageType::kInteractiveLogon, {u"CORP", u"alice", password}).value();
  KERB_INTERACTIVE_UNLOCK_LOGON logon;
  REQUIRE(block.size() >= sizeof(logon));
  std::memcpy(&logon, block.data(), sizeof(logon));
  CHECK(logon.Logon.MessageType == KerbInteractiveLogon);
  CHECK(TextAt(block, logon.Logon.LogonDomainName) == L"CORP");
  CHECK(TextAt(block, logon.Logon.UserName) == L"alice");
  CHECK(TextAt(block, logon.Logon.Password) == L"p\u00e4");
  CHECK(logon.LogonId.LowPart == 0);
  CHECK(logon.LogonId.HighPart == 0);
}

TEST_CASE("LSA names a logon package") { CHECK(FindLogonPackage().has_value()); }

}  // namespace
}  // namespace gatehouse::test
