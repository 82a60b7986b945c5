#pragma once

#include <array>

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
}};

constexpr const FieldKind& KindOf(Slot slot) { return kFieldKinds[IndexOf(slot)]; }

}  // namespace gatehouse
