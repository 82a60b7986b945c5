#include "core/tile.h"

#include <doctest/doctest.h>

#include "core/limits.h"
#include "test/screens.h"

namespace gatehouse::test {
namespace {

constexpr const char* kAlice = "S-1-5-21-1-2-3-1104";

Screen SignIn() { return ScreenOf(0, {FieldOf(Slot::kUserName), FieldOf(Slot::kPassword), FieldOf(Slot::kSubmit)}); }

Screen PasswordScreen(std::uint32_t id) {
  return ScreenOf(id, {FieldOf(Slot::kUserName), ClearedField(Slot::kPassword), FieldOf(Slot::kLink1)});
}

Screen CodeScreen(std::uint32_t id) { return ScreenOf(id, {FieldOf(Slot::kCode), FieldOf(Slot::kLink1)}); }

Frame From(const Tile& tile, Message message) { return {kPipeVersion, tile.conversation(), std::move(message)}; }

Grant GrantFor(const char* sid) { return {"CORP", "alice", sid, "correlation", std::nullopt}; }

// A tile at the first screen with a password typed.
Tile ReadyTile(const char* sid = "", PipeScenario scenario = PipeScenario::kLogon) {
  Tile tile(scenario, sid, "", SignIn());
  static_cast<void>(tile.Begin(7));
  REQUIRE(tile.Receive(From(tile, ShowScreen{PasswordScreen(1)})) == Tile::Received::kScreen);
  REQUIRE(tile.pool().Type(Slot::kPassword, ToSecret("correct horse")));
  return tile;
}

TEST_CASE("a grant that nobody asked for is not used, in any phase (R5)") {
  Tile tile(PipeScenario::kLogon, "", "", SignIn());
  CHECK(tile.Receive({kPipeVersion, 0, GrantFor(kAlice)}) == Tile::Received::kIgnored);
  static_cast<void>(tile.Begin(7));
  CHECK(tile.Receive(From(tile, GrantFor(kAlice))) == Tile::Received::kIgnored);
  static_cast<void>(tile.Receive(From(tile, ShowScreen{PasswordScreen(1)})));
  REQUIRE(tile.pool().Type(Slot::kPassword, ToSecret("correct horse")));
  CHECK(tile.Receive(From(tile, GrantFor(kAlice))) == Tile::Received::kIgnored);
  REQUIRE(tile.Submit().has_value());
  REQUIRE(tile.Cancel().has_value());
  CHECK(tile.Receive(From(tile, GrantFor(kAlice))) == Tile::Received::kIgnored);
  CHECK_FALSE(tile.TakeGrant().has_value());
}

TEST_CASE("a grant for another account than the tile's is refused (R5)") {
  Tile tile = ReadyTile(kAlice);
  REQUIRE(tile.Submit().has_value());
  CHECK(tile.Receive(From(tile, GrantFor("S-1-5-21-1-2-3-500"))) == Tile::Received::kRefused);
  CHECK_FALSE(tile.TakeGrant().has_value());
}

TEST_CASE("a grant without SID, without name or without a password anywhere is refused (R5)") {
  Tile no_sid = ReadyTile();
  REQUIRE(no_sid.Submit().has_value());
  CHECK(no_sid.Receive(From(no_sid, GrantFor(""))) == Tile::Received::kRefused);
  Tile no_name = ReadyTile();
  REQUIRE(no_name.Submit().has_value());
  Grant nameless = GrantFor(kAlice);
  nameless.user_name.clear();
  CHECK(no_name.Receive(From(no_name, nameless)) == Tile::Received::kRefused);
  Tile no_password = ReadyTile();
  REQUIRE(no_password.pool().Type(Slot::kPassword, {}));
  REQUIRE(no_password.Submit().has_value());
  CHECK(no_password.Receive(From(no_password, GrantFor(kAlice))) == Tile::Received::kRefused);
}

TEST_CASE("a grant for another conversation is not used (R5)") {
  Tile tile = ReadyTile();
  REQUIRE(tile.Submit().has_value());
  CHECK(tile.Receive({kPipeVersion, 8, GrantFor(kAlice)}) == Tile::Received::kIgnored);
}

TEST_CASE("a granted logon carries the server's names and the password that was submitted") {
  Tile tile = ReadyTile(kAlice);
  const auto submit = tile.Submit();
  REQUIRE(submit.has_value());
  CHECK(std::get<Submit>(submit->message).screen == 1);
  CHECK(std::get<Submit>(submit->message).inputs.size() == 2);
  REQUIRE(tile.Receive(From(tile, ShowScreen{CodeScreen(2)})) == Tile::Received::kScreen);
  REQUIRE(tile.pool().Type(Slot::kCode, ToSecret("123456")));
  static_cast<void>(tile.pool().Type(Slot::kPassword, ToSecret("changed behind the server's back")));
  REQUIRE(tile.Submit().has_value());
  REQUIRE(tile.Receive(From(tile, GrantFor(kAlice))) == Tile::Received::kGrant);
  const auto grant = tile.TakeGrant();
  REQUIRE(grant.has_value());
  CHECK(grant->domain == "CORP");
  CHECK(grant->user_name == "alice");
  CHECK(grant->password == ToSecret("correct horse"));
}

TEST_CASE("a recovered password comes with the grant") {
  Tile tile = ReadyTile();
  REQUIRE(tile.Submit().has_value());
  Grant grant = GrantFor(kAlice);
  grant.password = ToSecret("recovered");
  REQUIRE(tile.Receive(From(tile, grant)) == Tile::Received::kGrant);
  CHECK(tile.TakeGrant()->password == ToSecret("recovered"));
}

TEST_CASE("a password that a screen clears is not kept for a later grant (R8)") {
  Tile tile = ReadyTile();
  REQUIRE(tile.Submit().has_value());
  REQUIRE(tile.Receive(From(tile, ShowScreen{PasswordScreen(2)})) == Tile::Received::kScreen);
  CHECK(tile.pool().at(Slot::kPassword).value.empty());
  REQUIRE(tile.Submit().has_value());
  CHECK(tile.Receive(From(tile, GrantFor(kAlice))) == Tile::Received::kRefused);
}

TEST_CASE("a submitted password does not stay in the field behind the next screen (R8)") {
  Tile tile = ReadyTile(kAlice);
  REQUIRE(tile.Submit().has_value());
  REQUIRE(tile.Receive(From(tile, ShowScreen{CodeScreen(2)})) == Tile::Received::kScreen);
  CHECK(tile.pool().at(Slot::kPassword).value.empty());
  REQUIRE(tile.Submit().has_value());
  REQUIRE(tile.Receive(From(tile, GrantFor(kAlice))) == Tile::Received::kGrant);
  CHECK(tile.TakeGrant()->password == ToSecret("correct horse"));
}

TEST_CASE("a password that was typed but not yet submitted survives a screen that comes unasked") {
  Tile tile = ReadyTile(kAlice);
  REQUIRE(tile.Receive(From(tile, ShowScreen{CodeScreen(2)})) == Tile::Received::kScreen);
  CHECK(tile.pool().at(Slot::kPassword).value == ToSecret("correct horse"));
}

TEST_CASE("a screen that is not newer than the present one is ignored") {
  Tile tile = ReadyTile();
  CHECK(tile.Receive(From(tile, ShowScreen{CodeScreen(1)})) == Tile::Received::kIgnored);
  CHECK(tile.Receive(From(tile, ShowScreen{CodeScreen(0)})) == Tile::Received::kIgnored);
  CHECK(tile.Receive(From(tile, ShowScreen{CodeScreen(2)})) == Tile::Received::kScreen);
}

TEST_CASE("a link is sent at the next submit, once, and only one that the screen offers") {
  Tile tile = ReadyTile();
  CHECK_FALSE(tile.FollowLink(Slot::kLink2));
  CHECK_FALSE(tile.FollowLink(Slot::kPassword));
  REQUIRE(tile.FollowLink(Slot::kLink1));
  const auto choose = tile.Submit();
  REQUIRE(choose.has_value());
  CHECK(std::get<Choose>(choose->message).slot == Slot::kLink1);
  CHECK_FALSE(tile.Submit().has_value());
  static_cast<void>(tile.Receive(From(tile, ShowScreen{CodeScreen(2)})));
  CHECK(std::holds_alternative<Submit>(tile.Submit()->message));
}

TEST_CASE("progress is shown only while an answer is awaited") {
  Tile tile = ReadyTile();
  CHECK(tile.Receive(From(tile, Progress{"early"})) == Tile::Received::kIgnored);
  REQUIRE(tile.Submit().has_value());
  CHECK(tile.Receive(From(tile, Progress{"Checking"})) == Tile::Received::kProgress);
  CHECK(tile.progress() == "Checking");
}

TEST_CASE("after a cancel the next screen makes the tile ready again") {
  Tile tile = ReadyTile();
  CHECK_FALSE(tile.Cancel().has_value());
  REQUIRE(tile.Submit().has_value());
  REQUIRE(tile.Cancel().has_value());
  CHECK_FALSE(tile.Submit().has_value());
  CHECK(tile.Receive(From(tile, ShowScreen{PasswordScreen(2)})) == Tile::Received::kScreen);
  CHECK(tile.Submit().has_value());
}

TEST_CASE("a fault ends the conversation and shows its text") {
  Tile tile = ReadyTile();
  REQUIRE(tile.Submit().has_value());
  CHECK(tile.Receive(From(tile, Fault{"workstation.unknown", "Not joined."})) == Tile::Received::kFault);
  CHECK(tile.phase() == Tile::Phase::kClosed);
  CHECK(tile.TakeStatus()->text == "Not joined.");
  CHECK_FALSE(tile.Submit().has_value());
}

TEST_CASE("Windows' verdict is reported once, the conversation closed and every secret wiped (R8)") {
  Tile tile = ReadyTile();
  REQUIRE(tile.Submit().has_value());
  REQUIRE(tile.Receive(From(tile, GrantFor(kAlice))) == Tile::Received::kGrant);
  static_cast<void>(tile.TakeGrant());
  const auto frames = tile.Report(0xC000006D, 0);
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].conversation == 7);
  CHECK(std::get<Report>(frames[0].message).nt_status == 0xC000006D);
  CHECK(std::holds_alternative<Close>(frames[1].message));
  CHECK(tile.pool().at(Slot::kPassword).value.empty());
  CHECK(tile.pool().at(Slot::kUserName).state == FieldState::kSelected);
  CHECK(tile.Report(0, 0).empty());
}

TEST_CASE("a grant outlives the pipe, but its report has nobody to go to") {
  Tile tile = ReadyTile(kAlice);
  REQUIRE(tile.Submit().has_value());
  REQUIRE(tile.Receive(From(tile, GrantFor(kAlice))) == Tile::Received::kGrant);
  tile.Forget();
  CHECK(tile.TakeGrant().has_value());
  CHECK(tile.Report(0, 0).empty());
  CHECK(tile.phase() == Tile::Phase::kClosed);
}

TEST_CASE("a broken pipe keeps what was typed, so that the person need not type it again") {
  Tile tile = ReadyTile();
  tile.Forget();
  CHECK(tile.phase() == Tile::Phase::kClosed);
  CHECK(tile.pool().at(Slot::kPassword).value == ToSecret("correct horse"));
  static_cast<void>(tile.Begin(8));
  REQUIRE(tile.Receive(From(tile, ShowScreen{PasswordScreen(1)})) == Tile::Received::kScreen);
  CHECK(tile.pool().at(Slot::kPassword).value == ToSecret("correct horse"));
}

Screen NewPasswordScreen(std::uint32_t id) {
  return ScreenOf(id, {FieldOf(Slot::kNewPassword), FieldOf(Slot::kConfirmPassword)});
}

// A tile that changes a password, its new one sent.
Tile ChangingTile() {
  Tile tile = ReadyTile(kAlice, PipeScenario::kChangePassword);
  REQUIRE(tile.Submit().has_value());
  CHECK_FALSE(tile.may_have_changed_password());
  REQUIRE(tile.Receive(From(tile, ShowScreen{NewPasswordScreen(2)})) == Tile::Received::kScreen);
  REQUIRE(tile.pool().Type(Slot::kNewPassword, ToSecret("battery staple")));
  REQUIRE(tile.pool().Type(Slot::kConfirmPassword, ToSecret("battery staple")));
  REQUIRE(tile.Submit().has_value());
  return tile;
}

TEST_CASE("a changed password ends the conversation with its text, once, and every secret is wiped (R8)") {
  Tile tile = ChangingTile();
  REQUIRE(tile.Receive(From(tile, Done{"Changed."})) == Tile::Received::kDone);
  CHECK(tile.phase() == Tile::Phase::kDone);
  CHECK_FALSE(tile.Submit().has_value());
  CHECK(tile.TakeDone() == "Changed.");
  CHECK_FALSE(tile.TakeDone().has_value());
  const auto frames = tile.Leave();
  REQUIRE(frames.size() == 1);
  CHECK(frames[0].conversation == 7);
  CHECK(std::holds_alternative<Close>(frames[0].message));
  for (const Slot slot : {Slot::kPassword, Slot::kNewPassword, Slot::kConfirmPassword}) {
    CHECK(tile.pool().at(slot).value.empty());
  }
}

TEST_CASE("a grant where a password is changed is refused, and nothing mends it afterwards (R5)") {
  Tile tile = ReadyTile(kAlice, PipeScenario::kChangePassword);
  REQUIRE(tile.Submit().has_value());
  Grant grant = GrantFor(kAlice);
  grant.password = ToSecret("recovered");
  CHECK(tile.Receive(From(tile, grant)) == Tile::Received::kRefused);
  CHECK(tile.refusal() == Tile::Refusal::kWrongScenario);
  CHECK(tile.Receive(From(tile, Done{"Changed."})) == Tile::Received::kIgnored);
  CHECK(tile.Receive(From(tile, ShowScreen{CodeScreen(2)})) == Tile::Received::kIgnored);
  CHECK_FALSE(tile.TakeGrant().has_value());
  CHECK_FALSE(tile.TakeDone().has_value());
  CHECK(std::holds_alternative<Close>(tile.Leave().at(0).message));
}

TEST_CASE("`done` finishes nothing where somebody logs on or unlocks (R5)") {
  for (const PipeScenario scenario : {PipeScenario::kLogon, PipeScenario::kUnlock, PipeScenario::kCredui}) {
    Tile tile = ReadyTile(kAlice, scenario);
    REQUIRE(tile.Submit().has_value());
    CHECK(tile.Receive(From(tile, Done{"Changed."})) == Tile::Received::kRefused);
    CHECK(tile.refusal() == Tile::Refusal::kWrongScenario);
    CHECK(tile.Receive(From(tile, GrantFor(kAlice))) == Tile::Received::kIgnored);
    CHECK_FALSE(tile.TakeGrant().has_value());
    CHECK_FALSE(tile.TakeDone().has_value());
    CHECK(std::holds_alternative<Close>(tile.Leave().at(0).message));
  }
}

TEST_CASE("`done` that nobody waits for finishes nothing (R5)") {
  Tile tile(PipeScenario::kChangePassword, kAlice, "", SignIn());
  CHECK(tile.Receive({kPipeVersion, 0, Done{"Changed."}}) == Tile::Received::kIgnored);
  static_cast<void>(tile.Begin(7));
  CHECK(tile.Receive(From(tile, Done{"Changed."})) == Tile::Received::kIgnored);
  static_cast<void>(tile.Receive(From(tile, ShowScreen{PasswordScreen(1)})));
  CHECK(tile.Receive(From(tile, Done{"Changed."})) == Tile::Received::kIgnored);
  CHECK(tile.phase() == Tile::Phase::kReady);
  REQUIRE(tile.Submit().has_value());
  CHECK(tile.Receive({kPipeVersion, 8, Done{"Changed."}}) == Tile::Received::kIgnored);
  CHECK_FALSE(tile.TakeDone().has_value());
}

TEST_CASE("a cancel that comes after the password was changed is told so") {
  Tile tile = ChangingTile();
  REQUIRE(tile.Cancel().has_value());
  CHECK(tile.Receive(From(tile, Done{"Changed."})) == Tile::Received::kDone);
  CHECK(tile.TakeDone() == "Changed.");
  Tile logon = ReadyTile(kAlice);
  REQUIRE(logon.Submit().has_value());
  REQUIRE(logon.Cancel().has_value());
  CHECK(logon.Receive(From(logon, Done{"Changed."})) == Tile::Received::kIgnored);
  CHECK(logon.phase() == Tile::Phase::kCancelling);
}

TEST_CASE("a changed password outlives the pipe, but its close has nobody to go to") {
  Tile tile = ChangingTile();
  REQUIRE(tile.Receive(From(tile, Done{"Changed."})) == Tile::Received::kDone);
  tile.Forget();
  CHECK(tile.TakeDone() == "Changed.");
  CHECK(tile.Leave().empty());
  CHECK(tile.phase() == Tile::Phase::kClosed);
}

TEST_CASE("whether a password may have been changed is in doubt from its sending to the next word of the service") {
  Tile tile = ChangingTile();
  CHECK(tile.may_have_changed_password());
  REQUIRE(tile.Receive(From(tile, ShowScreen{NewPasswordScreen(3)})) == Tile::Received::kScreen);
  CHECK_FALSE(tile.may_have_changed_password());
  REQUIRE(tile.pool().Type(Slot::kNewPassword, {}));
  REQUIRE(tile.pool().Type(Slot::kConfirmPassword, {}));
  REQUIRE(tile.Submit().has_value());
  CHECK_FALSE(tile.may_have_changed_password());
}

}  // namespace
}  // namespace gatehouse::test
