#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// protocol/src/pipe/screen.ts: what the service asks a tile to show.
namespace gatehouse {

// The fixed pool of tile fields. The numbers are on the wire; provider/field_table.h has LogonUI's ids of them.
enum class Slot : std::uint8_t {
  kTileImage,
  kTitle,
  kMessage,
  kDetail,
  kUserName,
  kPassword,
  kCode,
  kAnswer,
  kChoice,
  kNewPassword,
  kConfirmPassword,
  kPicture,
  kLink1,
  kLink2,
  kLink3,
  kLink4,
  kSubmit,
  // In the place of kCode, so that its label says what it is.
  kAddress,
  kShownPassword,
};
inline constexpr std::size_t kSlotCount = 19;
// The pool of version 1 of the pipe.
inline constexpr std::size_t kFirstSlotCount = 17;

inline constexpr std::array<const char*, kSlotCount> kSlotNames = {
    "tileImage", "title",  "message",     "detail",          "userName",     "password", "code",
    "answer",    "choice", "newPassword", "confirmPassword", "picture",      "link1",    "link2",
    "link3",     "link4",  "submit",      "address",         "shownPassword"};

constexpr std::size_t IndexOf(Slot slot) noexcept { return static_cast<std::size_t>(slot); }

// Where a field is visible: CREDENTIAL_PROVIDER_FIELD_STATE.
enum class FieldState : std::uint8_t { kHidden, kSelected, kDeselected, kBoth };
inline constexpr std::size_t kFieldStateCount = 4;

// CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE without `focused`, which the screen says once.
enum class FieldMode : std::uint8_t { kNormal, kReadonly, kDisabled };
inline constexpr std::size_t kFieldModeCount = 3;

enum class MessageClass : std::uint8_t { kNone, kInfo, kWarning, kError };
inline constexpr std::size_t kMessageClassCount = 4;

// Black and white, rows of ceil(width / 8) bytes, most significant bit leftmost, 1 is black.
struct Picture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> bits;
};

struct ScreenField {
  Slot slot = Slot::kTileImage;
  FieldState state = FieldState::kHidden;
  FieldMode mode = FieldMode::kNormal;
  std::optional<std::string> text;
  bool clear = false;
  std::vector<std::string> options;
  std::optional<std::uint8_t> selected;
  std::optional<Picture> picture;
};

struct ScreenMessage {
  MessageClass message_class = MessageClass::kNone;
  std::string text;
};

struct Screen {
  std::uint32_t id = 0;
  std::vector<ScreenField> fields;
  std::optional<Slot> focus;
  std::optional<Slot> submit_after;
  std::optional<ScreenMessage> message;
};

}  // namespace gatehouse
