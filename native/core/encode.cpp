#include "core/codec.h"
#include "core/little_endian.h"

namespace gatehouse {
namespace {

// A FieldWriter that knows our value types. Fields are added in the order of their tags.
class MessageWriter {
 public:
  void Value(Tag tag, Bytes value) { fields_.Add(static_cast<std::uint8_t>(tag), value); }
  void Text(Tag tag, const std::string& text) { Value(tag, ToSecret(text)); }
  void U8(Tag tag, std::uint8_t value) { Value(tag, Bytes(&value, 1)); }
  void U32(Tag tag, std::uint32_t value) {
    SecretBytes bytes;
    AppendU32(bytes, value);
    Value(tag, bytes);
  }
  template <typename Name>
  void NameOf(Tag tag, Name name) {
    U8(tag, static_cast<std::uint8_t>(name));
  }
  void Group(Tag tag, const MessageWriter& group) { Value(tag, group.fields_.bytes()); }
  [[nodiscard]] const FieldWriter& fields() const noexcept { return fields_; }

 private:
  FieldWriter fields_;
};

MessageWriter GroupOf(const ScreenField& field) {
  MessageWriter group;
  group.NameOf(Tag::kSlot, field.slot);
  group.NameOf(Tag::kState, field.state);
  group.NameOf(Tag::kMode, field.mode);
  if (field.text) group.Text(Tag::kText, *field.text);
  if (field.clear) group.U8(Tag::kClear, 1);
  for (const std::string& option : field.options) group.Text(Tag::kOption, option);
  if (field.selected) group.U8(Tag::kSelected, *field.selected);
  if (field.picture) {
    group.U32(Tag::kPictureWidth, field.picture->width);
    group.U32(Tag::kPictureHeight, field.picture->height);
    group.Value(Tag::kPictureBits, field.picture->bits);
  }
  return group;
}

// Writes the fields of a message and returns its type.
struct Encoder {
  MessageWriter& out;

  MessageType operator()(const Hello& hello) const {
    out.U8(Tag::kOldestVersion, hello.oldest_version);
    out.U8(Tag::kNewestVersion, hello.newest_version);
    out.NameOf(Tag::kScenario, hello.scenario);
    out.U8(Tag::kRemote, hello.remote ? 1 : 0);
    out.Text(Tag::kLanguage, hello.language);
    out.Text(Tag::kProviderVersion, hello.provider_version);
    return MessageType::kHello;
  }
  MessageType operator()(const Open& open) const {
    out.Text(Tag::kTileSid, open.tile_sid);
    out.Text(Tag::kUserName, open.user_name);
    return MessageType::kOpen;
  }
  MessageType operator()(const Submit& submit) const {
    out.U32(Tag::kScreen, submit.screen);
    for (const Input& input : submit.inputs) {
      MessageWriter group;
      group.NameOf(Tag::kSlot, input.slot);
      group.Value(Tag::kValue, input.value);
      out.Group(Tag::kInput, group);
    }
    return MessageType::kSubmit;
  }
  MessageType operator()(const Choose& choose) const {
    out.U32(Tag::kScreen, choose.screen);
    out.NameOf(Tag::kSlot, choose.slot);
    return MessageType::kChoose;
  }
  MessageType operator()(const Cancel& /*cancel*/) const { return MessageType::kCancel; }
  MessageType operator()(const Report& report) const {
    out.U32(Tag::kNtStatus, report.nt_status);
    out.U32(Tag::kSubStatus, report.sub_status);
    return MessageType::kReport;
  }
  MessageType operator()(const Close& /*close*/) const { return MessageType::kClose; }
  MessageType operator()(const Welcome& welcome) const {
    out.Text(Tag::kServiceVersion, welcome.service_version);
    out.U8(Tag::kVersion, welcome.version);
    return MessageType::kWelcome;
  }
  MessageType operator()(const ShowScreen& show) const {
    const Screen& screen = show.screen;
    out.U32(Tag::kScreen, screen.id);
    for (const ScreenField& field : screen.fields) out.Group(Tag::kField, GroupOf(field));
    if (screen.focus) out.NameOf(Tag::kFocus, *screen.focus);
    if (screen.submit_after) out.NameOf(Tag::kSubmitAfter, *screen.submit_after);
    if (screen.message) {
      out.NameOf(Tag::kMessageClass, screen.message->message_class);
      out.Text(Tag::kMessageText, screen.message->text);
    }
    return MessageType::kScreen;
  }
  MessageType operator()(const Progress& progress) const {
    out.Text(Tag::kText, progress.text);
    return MessageType::kProgress;
  }
  MessageType operator()(const Grant& grant) const {
    out.Text(Tag::kUserName, grant.user_name);
    out.Text(Tag::kDomain, grant.domain);
    out.Text(Tag::kSid, grant.sid);
    out.Text(Tag::kCorrelationId, grant.correlation_id);
    if (grant.password) out.Value(Tag::kPassword, *grant.password);
    return MessageType::kGrant;
  }
  MessageType operator()(const Fault& fault) const {
    out.Text(Tag::kText, fault.text);
    out.Text(Tag::kCode, fault.code);
    return MessageType::kFault;
  }
  MessageType operator()(const Done& done) const {
    out.Text(Tag::kText, done.text);
    return MessageType::kDone;
  }
};

}  // namespace

SecretBytes EncodeFrame(const Frame& frame) { return EncodeFrame(frame, frame.version); }

SecretBytes EncodeFrame(const Frame& frame, std::uint8_t version) {
  MessageWriter out;
  const MessageType type = std::visit(Encoder{out}, frame.message);
  return EncodeRawFrame({version, static_cast<std::uint8_t>(type), frame.conversation}, out.fields());
}

}  // namespace gatehouse
