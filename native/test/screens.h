#pragma once

#include "core/screen.h"

namespace gatehouse::test {

inline ScreenField FieldOf(Slot slot, FieldMode mode = FieldMode::kNormal) {
  ScreenField field;
  field.slot = slot;
  field.state = FieldState::kSelected;
  field.mode = mode;
  return field;
}

inline ScreenField ClearedField(Slot slot) {
  ScreenField field = FieldOf(slot);
  field.clear = true;
  return field;
}

inline ScreenField TextField(Slot slot, const char* text) {
  ScreenField field = FieldOf(slot);
  field.text = text;
  return field;
}

inline Screen ScreenOf(std::uint32_t id, std::vector<ScreenField> fields) {
  Screen screen;
  screen.id = id;
  screen.fields = std::move(fields);
  return screen;
}

}  // namespace gatehouse::test
