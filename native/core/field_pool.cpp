#include "core/field_pool.h"

#include <algorithm>

#include "core/limits.h"

namespace gatehouse {
namespace {

constexpr std::array kEditSlots = {Slot::kUserName,      Slot::kPassword, Slot::kCode,        Slot::kAddress,
                                   Slot::kShownPassword, Slot::kAnswer,   Slot::kNewPassword, Slot::kConfirmPassword};

bool IsEdit(Slot slot) { return std::find(kEditSlots.begin(), kEditSlots.end(), slot) != kEditSlots.end(); }

bool IsVisible(const Field& field) { return field.state == FieldState::kSelected || field.state == FieldState::kBoth; }

bool IsLive(const Field& field) { return IsVisible(field) && field.mode == FieldMode::kNormal; }

}  // namespace

FieldPool::FieldPool() {
  for (std::size_t i = 0; i < kSlotCount; ++i) changes_[i].slot = static_cast<Slot>(i);
  fields_[IndexOf(Slot::kTileImage)].state = FieldState::kBoth;
}

void FieldPool::Apply(const Screen& screen, bool keep_typed) {
  std::array<const ScreenField*, kSlotCount> wanted{};
  for (const ScreenField& field : screen.fields) wanted[IndexOf(field.slot)] = &field;
  for (std::size_t i = 0; i < kSlotCount; ++i) {
    const Slot slot = static_cast<Slot>(i);
    if (wanted[i] != nullptr) {
      ApplyField(*wanted[i], keep_typed);
    } else if (slot != Slot::kTileImage) {
      SetState(slot, FieldState::kHidden, fields_[i].mode);
    }
  }
  if (screen.message && wanted[IndexOf(Slot::kMessage)] == nullptr) ShowNotice(screen.message->text);
  focus_ = screen.focus;
  focus_changed_ = screen.focus.has_value();
  if (screen.submit_after && *screen.submit_after != submit_after_) {
    submit_after_ = *screen.submit_after;
    submit_after_changed_ = true;
  }
}

void FieldPool::ApplyField(const ScreenField& wanted, bool keep_typed) {
  Field& field = fields_[IndexOf(wanted.slot)];
  FieldChange& change = changes_[IndexOf(wanted.slot)];
  SetState(wanted.slot, wanted.state, wanted.mode);
  if (!(keep_typed && field.typed)) {
    if (wanted.clear && !wanted.text) SetValue(wanted.slot, {});
    if (wanted.text) SetValue(wanted.slot, ToSecret(*wanted.text));
  }
  if (wanted.options != field.options && !wanted.options.empty()) {
    field.options = wanted.options;
    field.selected = 0;
    change.options = true;
  }
  if (wanted.selected && *wanted.selected < field.options.size() && *wanted.selected != field.selected) {
    field.selected = *wanted.selected;
    change.selected = true;
  }
  if (wanted.picture) {
    field.picture = wanted.picture;
    change.picture = true;
  }
}

void FieldPool::SetState(Slot slot, FieldState state, FieldMode mode) {
  Field& field = fields_[IndexOf(slot)];
  FieldChange& change = changes_[IndexOf(slot)];
  change.state = change.state || field.state != state;
  change.mode = change.mode || field.mode != mode;
  field.state = state;
  field.mode = mode;
}

void FieldPool::SetValue(Slot slot, SecretBytes value) {
  Field& field = fields_[IndexOf(slot)];
  field.typed = false;
  if (field.value == value) return;
  Wipe(field.value);
  field.value = std::move(value);
  changes_[IndexOf(slot)].value = true;
}

PoolChanges FieldPool::TakeChanges() {
  PoolChanges taken;
  for (std::size_t i = 0; i < kSlotCount; ++i) {
    FieldChange& change = changes_[i];
    if (!change.state && !change.mode && !change.value && !change.options && !change.selected && !change.picture) {
      continue;
    }
    change.shown_options = shown_options_[i];
    taken.fields.push_back(change);
  }
  if (focus_changed_) taken.focus = focus_;
  if (submit_after_changed_) taken.submit_after = submit_after_;
  ForgetChanges();
  return taken;
}

void FieldPool::PutBack(const PoolChanges& changes) {
  for (const FieldChange& back : changes.fields) {
    FieldChange& change = changes_[IndexOf(back.slot)];
    change.state = change.state || back.state;
    change.mode = change.mode || back.mode;
    change.value = change.value || back.value;
    change.options = change.options || back.options;
    change.selected = change.selected || back.selected;
    change.picture = change.picture || back.picture;
    shown_options_[IndexOf(back.slot)] = back.shown_options;
  }
  focus_changed_ = focus_changed_ || changes.focus.has_value();
  submit_after_changed_ = submit_after_changed_ || changes.submit_after.has_value();
}

void FieldPool::ForgetChanges() {
  for (std::size_t i = 0; i < kSlotCount; ++i) {
    changes_[i] = FieldChange{.slot = static_cast<Slot>(i)};
    shown_options_[i] = fields_[i].options.size();
  }
  focus_changed_ = false;
  submit_after_changed_ = false;
}

bool FieldPool::Type(Slot slot, SecretBytes value) {
  if (!IsEdit(slot) || value.size() > kMaxValueBytes) return false;
  Field& field = fields_[IndexOf(slot)];
  if (field.mode != FieldMode::kNormal) return false;
  if (field.value != value) {
    Wipe(field.value);
    field.value = std::move(value);
    field.typed = true;
  }
  return true;
}

bool FieldPool::Choose(Slot slot, std::size_t option) {
  Field& field = fields_[IndexOf(slot)];
  if (slot != Slot::kChoice || option >= field.options.size()) return false;
  field.selected = static_cast<std::uint8_t>(option);
  return true;
}

std::vector<Input> FieldPool::Inputs() const {
  std::vector<Input> inputs;
  for (std::size_t i = 0; i < kSlotCount; ++i) {
    const Slot slot = static_cast<Slot>(i);
    if (!IsLive(fields_[i])) continue;
    if (IsEdit(slot)) inputs.push_back({slot, fields_[i].value});
    if (slot == Slot::kChoice) inputs.push_back({slot, ToSecret(std::to_string(fields_[i].selected))});
  }
  return inputs;
}

bool FieldPool::IsLiveLink(Slot slot) const { return slot >= Slot::kLink1 && slot <= Slot::kLink4 && IsLive(at(slot)); }

void FieldPool::ShowNotice(const std::string& text) {
  SetState(Slot::kMessage, FieldState::kSelected, FieldMode::kNormal);
  SetValue(Slot::kMessage, ToSecret(text));
}

void FieldPool::WipeInputs() {
  for (const Slot slot : kEditSlots) SetValue(slot, {});
}

}  // namespace gatehouse
