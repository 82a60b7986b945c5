#pragma once

#include <array>
#include <optional>

#include "core/screen.h"
#include "provider/guids.h"

namespace gatehouse {

// How LogonUI draws each slot of the pool, fixed for the life of the provider.
struct FieldKind {
  CREDENTIAL_PROVIDER_FIELD_TYPE type = CPFT_INVALID;
  GUID guid = kNoFieldType;
  CREDENTIAL_PROVIDER_CREDENTIAL_FIELD_OPTIONS options = CPCFO_NONE;
};

inline constexpr std::array<FieldKind, kSlotCount> kFieldKinds = {{
    {CPFT_TILE_IMAGE, kProviderLogoField},                                    // tileImage
    {CPFT_LARGE_TEXT},                                                        // title
    {CPFT_SMALL_TEXT},                                                        // message
    {CPFT_SMALL_TEXT},                                                        // detail
    {CPFT_EDIT_TEXT, kLogonUserNameField},                                    // userName
    {CPFT_PASSWORD_TEXT, kLogonPasswordField, CPCFO_ENABLE_PASSWORD_REVEAL},  // password
    {CPFT_EDIT_TEXT, kNoFieldType, CPCFO_ENABLE_TOUCH_KEYBOARD_AUTO_INVOKE},  // code: letters too, for recovery codes
    {CPFT_PASSWORD_TEXT, kNoFieldType, CPCFO_ENABLE_PASSWORD_REVEAL},         // answer
    {CPFT_COMBOBOX},                                                          // choice
    {CPFT_PASSWORD_TEXT, kNoFieldType, CPCFO_ENABLE_PASSWORD_REVEAL},         // newPassword
    {CPFT_PASSWORD_TEXT, kNoFieldType, CPCFO_ENABLE_PASSWORD_REVEAL},         // confirmPassword
    {CPFT_TILE_IMAGE},                                                        // picture
    {CPFT_COMMAND_LINK},                                                      // link1
    {CPFT_COMMAND_LINK},                                                      // link2
    {CPFT_COMMAND_LINK},                                                      // link3
    {CPFT_COMMAND_LINK},                                                      // link4
    {CPFT_SUBMIT_BUTTON},                                                     // submit
    {CPFT_EDIT_TEXT, kNoFieldType, CPCFO_ENABLE_TOUCH_KEYBOARD_AUTO_INVOKE},  // address
    {CPFT_EDIT_TEXT},                                                         // shownPassword: to be read
}};

constexpr const FieldKind& KindOf(Slot slot) { return kFieldKinds[IndexOf(slot)]; }

// LogonUI shows fields in the order of their ids, and the tab key and Narrator go through them in that order: the texts
// of a question come before what is typed, the picture that is scanned and the choice before the field that follows
// them.
inline constexpr std::array<Slot, kSlotCount> kShownOrder = {
    Slot::kTileImage,   Slot::kTitle,           Slot::kMessage, Slot::kDetail,  Slot::kPicture,       Slot::kUserName,
    Slot::kPassword,    Slot::kChoice,          Slot::kCode,    Slot::kAddress, Slot::kShownPassword, Slot::kAnswer,
    Slot::kNewPassword, Slot::kConfirmPassword, Slot::kLink1,   Slot::kLink2,   Slot::kLink3,         Slot::kLink4,
    Slot::kSubmit};

// LogonUI's id of a field.
constexpr DWORD FieldIdOf(Slot slot) {
  DWORD id = 0;
  while (kShownOrder[id] != slot) ++id;
  return id;
}

// The field of an id; nothing when LogonUI says one that there is not.
constexpr std::optional<Slot> SlotOfField(DWORD id) {
  if (id >= kSlotCount) return std::nullopt;
  return kShownOrder[id];
}

// Each slot has one place: were one named twice, another would have none.
static_assert([] {
  for (std::size_t i = 0; i < kSlotCount; ++i) {
    if (SlotOfField(FieldIdOf(static_cast<Slot>(i))) != static_cast<Slot>(i)) return false;
  }
  return true;
}());

}  // namespace gatehouse
