#pragma once

#include <variant>

#include "core/screen.h"
#include "core/secret_bytes.h"

// protocol/src/pipe/messages.ts. All texts are UTF-8 without null characters.
namespace gatehouse {

enum class PipeScenario : std::uint8_t { kLogon = 1, kUnlock, kCredui, kChangePassword };

struct Hello {
  std::uint8_t oldest_version = 0;
  std::uint8_t newest_version = 0;
  PipeScenario scenario = PipeScenario::kLogon;
  bool remote = false;
  std::string language;
  std::string provider_version;
};
struct Open {
  std::string tile_sid;
  std::string user_name;
};
struct Input {
  Slot slot = Slot::kTileImage;
  SecretBytes value;
};
struct Submit {
  std::uint32_t screen = 0;
  std::vector<Input> inputs;
};
struct Choose {
  std::uint32_t screen = 0;
  Slot slot = Slot::kTileImage;
};
struct Cancel {};
struct Report {
  std::uint32_t nt_status = 0;
  std::uint32_t sub_status = 0;
};
struct Close {};
struct Welcome {
  std::uint8_t version = 0;
  std::string service_version;
};
struct ShowScreen {
  Screen screen;
};
struct Progress {
  std::string text;
};
struct Grant {
  std::string domain;
  std::string user_name;
  std::string sid;
  std::string correlation_id;
  std::optional<SecretBytes> password;
};
struct Fault {
  std::string code;
  std::string text;
};
// What the tile is for is done, and there is no credential: the password was changed.
struct Done {
  std::string text;
};

using Message =
    std::variant<Hello, Open, Submit, Choose, Cancel, Report, Close, Welcome, ShowScreen, Progress, Grant, Fault, Done>;

struct Frame {
  std::uint8_t version = 0;
  std::uint32_t conversation = 0;  // 0 for messages about the connection, else one number a tile
  Message message;
};

// Below 128 from the DLL, from 128 on from the service.
enum class MessageType : std::uint8_t {
  kHello = 1,
  kOpen,
  kSubmit,
  kChoose,
  kCancel,
  kReport,
  kClose,
  kWelcome = 128,
  kScreen,
  kProgress,
  kGrant,
  kFault,
  kDone,
};

enum class Tag : std::uint8_t {
  kOldestVersion = 1,
  kNewestVersion,
  kScenario,
  kRemote,
  kLanguage,
  kProviderVersion,
  kServiceVersion,
  kTileSid,
  kUserName,
  kScreen,
  kSlot,
  kInput,
  kValue,
  kNtStatus,
  kSubStatus,
  kField,
  kState,
  kMode,
  kText,
  kClear,
  kOption,
  kSelected,
  kPictureWidth,
  kPictureHeight,
  kPictureBits,
  kFocus,
  kSubmitAfter,
  kMessageClass,
  kMessageText,
  kDomain,
  kSid,
  kCorrelationId,
  kPassword,
  kCode,
  kVersion,
};

constexpr bool IsRepeated(std::uint8_t tag) noexcept {
  return tag == static_cast<std::uint8_t>(Tag::kInput) || tag == static_cast<std::uint8_t>(Tag::kField) ||
         tag == static_cast<std::uint8_t>(Tag::kOption);
}

}  // namespace gatehouse
