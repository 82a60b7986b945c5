#include "core/logon_serialization.h"

#include <doctest/doctest.h>

#include "test/hex.h"

namespace gatehouse::test {
namespace {

SecretUtf16 SecretOf(std::u16string_view text) { return {text.begin(), text.end()}; }

TEST_CASE("the block is KERB_INTERACTIVE_UNLOCK_LOGON of 64-bit Windows, byte for byte") {
  const auto block = PackLogon(LogonMessageType::kInteractiveLogon, {u"AB", u"c", SecretOf(u"\u00fc")});
  REQUIRE(block.has_value());
  CHECK(ToHex(*block) ==
        "0200000000000000"                  // MessageType, padding
        "04000400000000004000000000000000"  // LogonDomainName: 4 bytes at 64
        "02000200000000004400000000000000"  // UserName: 2 bytes at 68
        "02000200000000004600000000000000"  // Password: 2 bytes at 70
        "0000000000000000"                  // LogonId
        "41004200"
        "6300"
        "fc00");
}

TEST_CASE("unlock differs from logon in the message type only") {
  const LogonStrings strings{u"CORP", u"alice", SecretOf(u"x")};
  auto logon = PackLogon(LogonMessageType::kInteractiveLogon, strings).value();
  const auto unlock = PackLogon(LogonMessageType::kWorkstationUnlockLogon, strings).value();
  CHECK(unlock[0] == 7);
  logon[0] = 7;
  CHECK(logon == unlock);
}

TEST_CASE("what is packed is unpacked") {
  const LogonStrings strings{u"CORP", u"j\u00fcrgen", SecretOf(u"p\u00e4ss \U0001f511\"\\")};
  const auto unpacked = UnpackLogon(PackLogon(LogonMessageType::kInteractiveLogon, strings).value());
  REQUIRE(unpacked.has_value());
  CHECK(unpacked->message_type == 2);
  CHECK(unpacked->logon_id == 0);
  CHECK(unpacked->strings.domain == strings.domain);
  CHECK(unpacked->strings.user_name == strings.user_name);
  CHECK(unpacked->strings.password == strings.password);
}

TEST_CASE("a string that a UNICODE_STRING cannot hold is refused") {
  const SecretUtf16 password(0x8000, u'x');
  CHECK_FALSE(PackLogon(LogonMessageType::kInteractiveLogon, {u"", u"a", password}).has_value());
}

TEST_CASE("offsets and lengths that leave the block are refused") {
  const auto good = PackLogon(LogonMessageType::kInteractiveLogon, {u"AB", u"c", SecretOf(u"d")}).value();
  CHECK_FALSE(UnpackLogon(Bytes(good).first(63)).has_value());
  for (const std::size_t at : {8U, 16U, 20U, 23U, 24U, 32U, 40U, 48U}) {
    auto bad = good;
    bad[at] = 0xFF;
    CHECK_FALSE(UnpackLogon(bad).has_value());
  }
}

}  // namespace
}  // namespace gatehouse::test
