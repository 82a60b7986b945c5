#include "provider/sign_in_screen.h"

#include <utility>

namespace gatehouse {

Screen SignInScreen(const Texts& texts, PipeScenario scenario, bool other_user) {
  const auto field = [](Slot slot, FieldState state) {
    ScreenField shown;
    shown.slot = slot;
    shown.state = state;
    return shown;
  };
  Screen screen;
  ScreenField title = field(Slot::kTitle, FieldState::kBoth);
  title.text = scenario == PipeScenario::kChangePassword ? texts.change_password : texts.sign_in;
  screen.fields.push_back(std::move(title));
  if (other_user) screen.fields.push_back(field(Slot::kUserName, FieldState::kSelected));
  screen.fields.push_back(field(Slot::kPassword, FieldState::kSelected));
  screen.fields.push_back(field(Slot::kSubmit, FieldState::kSelected));
  screen.focus = other_user ? Slot::kUserName : Slot::kPassword;
  screen.submit_after = Slot::kPassword;
  return screen;
}

}  // namespace gatehouse
