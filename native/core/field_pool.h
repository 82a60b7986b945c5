#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "core/messages.h"
#include "core/screen.h"
#include "core/secret_bytes.h"

namespace gatehouse {

// One tile field as it is now. Values are UTF-8 and always treated as secrets: a person types a password into the
// name field often enough.
struct Field {
  FieldState state = FieldState::kHidden;
  FieldMode mode = FieldMode::kNormal;
  SecretBytes value;
  bool typed = false;  // the person changed the value since it was last cleared
  std::vector<std::string> options;
  std::uint8_t selected = 0;
  std::optional<Picture> picture;
};

// What LogonUI has yet to be told about one field.
struct FieldChange {
  Slot slot = Slot::kTileImage;
  bool state = false;
  bool mode = false;
  bool value = false;
  bool options = false;
  bool selected = false;
  bool picture = false;
  std::size_t shown_options = 0;  // how many options LogonUI holds: they are deleted one by one
};

struct PoolChanges {
  std::vector<FieldChange> fields;
  std::optional<Slot> focus;
  std::optional<Slot> submit_after;
};

// The fixed pool of tile fields that every screen is drawn on. Not thread-safe: its tile's lock guards it.
class FieldPool {
 public:
  FieldPool();

  // Draws a screen: slots that it does not name are hidden and keep their value; the tile's image is always there,
  // and a message stands in its slot unless the screen uses that for something else.
  // With `keep_typed`, presets and clearing spare what the person has typed meanwhile.
  void Apply(const Screen& screen, bool keep_typed);

  // What changed since the last call.
  [[nodiscard]] PoolChanges TakeChanges();
  // LogonUI did not take these: they are told again with what changed since.
  void PutBack(const PoolChanges& changes);
  // LogonUI has read all fields anew (after Advise): nothing is left to tell.
  void ForgetChanges();

  [[nodiscard]] const Field& at(Slot slot) const { return fields_[IndexOf(slot)]; }
  [[nodiscard]] Slot submit_after() const noexcept { return submit_after_; }
  [[nodiscard]] std::optional<Slot> focus() const noexcept { return focus_; }

  // Takes what the person typed or chose. False when the field is not one that takes it, or it is over its ceiling.
  [[nodiscard]] bool Type(Slot slot, SecretBytes value);
  [[nodiscard]] bool Choose(Slot slot, std::size_t option);

  // The values of all fields that the person can edit now.
  [[nodiscard]] std::vector<Input> Inputs() const;

  [[nodiscard]] bool IsLiveLink(Slot slot) const;

  // Shows a text in the message slot until the next screen.
  void ShowNotice(const std::string& text);

  // Wipes every value that a person may have typed, or one of them.
  void WipeInputs();
  void WipeInput(Slot slot) { SetValue(slot, {}); }

 private:
  void ApplyField(const ScreenField& wanted, bool keep_typed);
  void SetState(Slot slot, FieldState state, FieldMode mode);
  void SetValue(Slot slot, SecretBytes value);

  std::array<Field, kSlotCount> fields_;
  std::array<FieldChange, kSlotCount> changes_;
  std::array<std::size_t, kSlotCount> shown_options_{};
  std::optional<Slot> focus_;
  Slot submit_after_ = Slot::kPassword;
  bool focus_changed_ = false;
  bool submit_after_changed_ = false;
};

}  // namespace gatehouse
