#include "core/field_pool.h"

#include <doctest/doctest.h>

#include "core/limits.h"
#include "test/screens.h"

namespace gatehouse::test {
namespace {

const FieldChange* ChangeOf(const PoolChanges& changes, Slot slot) {
  for (const FieldChange& change : changes.fields) {
    if (change.slot == slot) return &change;
  }
  return nullptr;
}

TEST_CASE("slots that a screen does not name are hidden and keep their value") {
  FieldPool pool;
  pool.Apply(ScreenOf(1, {FieldOf(Slot::kPassword)}), false);
  REQUIRE(pool.Type(Slot::kPassword, ToSecret("secret")));
  pool.Apply(ScreenOf(2, {FieldOf(Slot::kCode)}), false);
  CHECK(pool.at(Slot::kPassword).state == FieldState::kHidden);
  CHECK(pool.at(Slot::kPassword).value == ToSecret("secret"));
  CHECK(pool.at(Slot::kCode).state == FieldState::kSelected);
  CHECK(pool.at(Slot::kTileImage).state == FieldState::kBoth);
}

TEST_CASE("a screen clears and presets what it says, and leaves alone what it does not") {
  FieldPool pool;
  const std::vector<ScreenField> fields = {FieldOf(Slot::kUserName), FieldOf(Slot::kPassword), FieldOf(Slot::kCode)};
  pool.Apply(ScreenOf(1, fields), false);
  REQUIRE(pool.Type(Slot::kUserName, ToSecret("alice")));
  REQUIRE(pool.Type(Slot::kPassword, ToSecret("wrong")));
  pool.Apply(ScreenOf(2, {FieldOf(Slot::kUserName), ClearedField(Slot::kPassword), TextField(Slot::kCode, "12")}),
             false);
  CHECK(pool.at(Slot::kUserName).value == ToSecret("alice"));
  CHECK(pool.at(Slot::kPassword).value.empty());
  CHECK(pool.at(Slot::kCode).value == ToSecret("12"));
}

TEST_CASE("the first screen spares what was typed before it came") {
  FieldPool pool;
  pool.Apply(ScreenOf(0, {FieldOf(Slot::kPassword)}), false);
  REQUIRE(pool.Type(Slot::kPassword, ToSecret("early")));
  pool.Apply(ScreenOf(1, {ClearedField(Slot::kPassword)}), true);
  CHECK(pool.at(Slot::kPassword).value == ToSecret("early"));
}

TEST_CASE("only what a person can edit now is sent") {
  FieldPool pool;
  ScreenField choice = FieldOf(Slot::kChoice);
  choice.options = {"one", "two"};
  choice.selected = 1;
  pool.Apply(ScreenOf(1, {TextField(Slot::kTitle, "title"), FieldOf(Slot::kUserName, FieldMode::kReadonly),
                          FieldOf(Slot::kAnswer, FieldMode::kDisabled), FieldOf(Slot::kCode), choice}),
             false);
  REQUIRE(pool.Type(Slot::kCode, ToSecret("123456")));
  CHECK_FALSE(pool.Type(Slot::kUserName, ToSecret("mallory")));
  CHECK_FALSE(pool.Type(Slot::kTitle, ToSecret("x")));
  const std::vector<Input> inputs = pool.Inputs();
  REQUIRE(inputs.size() == 2);
  CHECK(inputs[0].slot == Slot::kCode);
  CHECK(inputs[0].value == ToSecret("123456"));
  CHECK(inputs[1].slot == Slot::kChoice);
  CHECK(inputs[1].value == ToSecret("1"));
}

TEST_CASE("an address is typed, a recovered password is read, and both are wiped") {
  FieldPool pool;
  ScreenField password = TextField(Slot::kShownPassword, "recovered");
  password.mode = FieldMode::kReadonly;
  pool.Apply(ScreenOf(1, {FieldOf(Slot::kAddress), password}), false);
  REQUIRE(pool.Type(Slot::kAddress, ToSecret("a@b.test")));
  CHECK_FALSE(pool.Type(Slot::kShownPassword, ToSecret("mallory")));
  const std::vector<Input> inputs = pool.Inputs();
  REQUIRE(inputs.size() == 1);
  CHECK(inputs[0].slot == Slot::kAddress);
  pool.WipeInputs();
  CHECK(pool.at(Slot::kAddress).value.empty());
  CHECK(pool.at(Slot::kShownPassword).value.empty());
}

TEST_CASE("a value over the ceiling of the pipe is not taken (R18)") {
  FieldPool pool;
  pool.Apply(ScreenOf(1, {FieldOf(Slot::kPassword)}), false);
  CHECK(pool.Type(Slot::kPassword, SecretBytes(kMaxValueBytes, 'x')));
  CHECK_FALSE(pool.Type(Slot::kPassword, SecretBytes(kMaxValueBytes + 1, 'x')));
}

TEST_CASE("changes are told once, and a combo box says how many options to delete") {
  FieldPool pool;
  ScreenField choice = FieldOf(Slot::kChoice);
  choice.options = {"one", "two", "three"};
  pool.Apply(ScreenOf(1, {choice}), false);
  const PoolChanges first = pool.TakeChanges();
  REQUIRE(ChangeOf(first, Slot::kChoice) != nullptr);
  CHECK(ChangeOf(first, Slot::kChoice)->shown_options == 0);
  CHECK(pool.TakeChanges().fields.empty());
  choice.options = {"four"};
  pool.Apply(ScreenOf(2, {choice}), false);
  pool.Apply(ScreenOf(3, {choice}), false);
  const PoolChanges second = pool.TakeChanges();
  REQUIRE(ChangeOf(second, Slot::kChoice) != nullptr);
  CHECK(ChangeOf(second, Slot::kChoice)->shown_options == 3);
  CHECK_FALSE(ChangeOf(second, Slot::kChoice)->state);
}

TEST_CASE("changes that LogonUI did not take are told again, with what changed since") {
  FieldPool pool;
  ScreenField choice = FieldOf(Slot::kChoice);
  choice.options = {"one", "two", "three"};
  Screen screen = ScreenOf(1, {choice, TextField(Slot::kTitle, "title")});
  screen.focus = Slot::kChoice;
  pool.Apply(screen, false);
  PoolChanges changes = pool.TakeChanges();
  REQUIRE(changes.fields.size() == 2);
  // LogonUI took one option before it stopped listening.
  for (FieldChange& change : changes.fields) change.shown_options = change.slot == Slot::kChoice ? 1 : 0;
  pool.Apply(ScreenOf(2, {FieldOf(Slot::kCode)}), false);
  pool.PutBack(changes);
  const PoolChanges again = pool.TakeChanges();
  REQUIRE(ChangeOf(again, Slot::kTitle) != nullptr);
  CHECK(ChangeOf(again, Slot::kTitle)->value);
  REQUIRE(ChangeOf(again, Slot::kChoice) != nullptr);
  CHECK(ChangeOf(again, Slot::kChoice)->options);
  CHECK(ChangeOf(again, Slot::kChoice)->shown_options == 1);
  CHECK(ChangeOf(again, Slot::kCode) != nullptr);
  CHECK(pool.TakeChanges().fields.empty());
}

TEST_CASE("a choice beyond the options, or on another field, is refused") {
  FieldPool pool;
  ScreenField choice = FieldOf(Slot::kChoice);
  choice.options = {"one"};
  pool.Apply(ScreenOf(1, {choice}), false);
  CHECK(pool.Choose(Slot::kChoice, 0));
  CHECK_FALSE(pool.Choose(Slot::kChoice, 1));
  CHECK_FALSE(pool.Choose(Slot::kCode, 0));
}

TEST_CASE("a message stands in its slot until the next screen, unless the screen uses the slot itself") {
  FieldPool pool;
  Screen screen = ScreenOf(1, {FieldOf(Slot::kCode)});
  screen.message = ScreenMessage{MessageClass::kError, "Wrong code"};
  pool.Apply(screen, false);
  CHECK(pool.at(Slot::kMessage).state == FieldState::kSelected);
  CHECK(pool.at(Slot::kMessage).value == ToSecret("Wrong code"));
  screen.fields.push_back(TextField(Slot::kMessage, "its own"));
  pool.Apply(screen, false);
  CHECK(pool.at(Slot::kMessage).value == ToSecret("its own"));
  pool.Apply(ScreenOf(2, {FieldOf(Slot::kCode)}), false);
  CHECK(pool.at(Slot::kMessage).state == FieldState::kHidden);
}

TEST_CASE("wiping leaves no typed value, hidden ones included (R8)") {
  FieldPool pool;
  pool.Apply(ScreenOf(1, {FieldOf(Slot::kPassword), FieldOf(Slot::kCode)}), false);
  REQUIRE(pool.Type(Slot::kPassword, ToSecret("secret")));
  REQUIRE(pool.Type(Slot::kCode, ToSecret("123456")));
  pool.Apply(ScreenOf(2, {}), false);
  pool.WipeInputs();
  CHECK(pool.at(Slot::kPassword).value.empty());
  CHECK(pool.at(Slot::kCode).value.empty());
}

}  // namespace
}  // namespace gatehouse::test
