#pragma once

#include <cstddef>

#include "core/screen.h"
#include "provider/credential_provider_abi.h"

// What the binary interface and the wire protocol must agree on, whoever declares the interface.
static_assert(CPUS_LOGON == 1 && CPUS_UNLOCK_WORKSTATION == 2 && CPUS_CHANGE_PASSWORD == 3 && CPUS_CREDUI == 4 &&
              CPUS_PLAP == 5);
static_assert(CPFT_LARGE_TEXT == 1 && CPFT_COMMAND_LINK == 3 && CPFT_EDIT_TEXT == 4 && CPFT_PASSWORD_TEXT == 5 &&
              CPFT_TILE_IMAGE == 6 && CPFT_COMBOBOX == 8 && CPFT_SUBMIT_BUTTON == 9);
static_assert(static_cast<int>(gatehouse::FieldState::kHidden) == CPFS_HIDDEN);
static_assert(static_cast<int>(gatehouse::FieldState::kSelected) == CPFS_DISPLAY_IN_SELECTED_TILE);
static_assert(static_cast<int>(gatehouse::FieldState::kDeselected) == CPFS_DISPLAY_IN_DESELECTED_TILE);
static_assert(static_cast<int>(gatehouse::FieldState::kBoth) == CPFS_DISPLAY_IN_BOTH);
static_assert(static_cast<int>(gatehouse::FieldMode::kNormal) == CPFIS_NONE);
static_assert(static_cast<int>(gatehouse::FieldMode::kReadonly) == CPFIS_READONLY);
static_assert(static_cast<int>(gatehouse::FieldMode::kDisabled) == CPFIS_DISABLED);
static_assert(CPFIS_FOCUSED == 3);
static_assert(CPGSR_NO_CREDENTIAL_NOT_FINISHED == 0 && CPGSR_RETURN_CREDENTIAL_FINISHED == 2);
static_assert(CPSI_ERROR == 1 && CPSI_WARNING == 2 && CPSI_SUCCESS == 3);
static_assert(sizeof(CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR) == 32);
static_assert(sizeof(CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION) == 32);
static_assert(offsetof(CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION, rgbSerialization) == 24);
