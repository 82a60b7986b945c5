#include "core/codec.h"
#include "core/field_reader.h"
#include "core/limits.h"

namespace gatehouse {
namespace {

// The slots that the version of the frame has.
std::size_t SlotsOf(const FieldReader& fields) { return fields.version() > 1 ? kSlotCount : kFirstSlotCount; }

Slot SlotOf(FieldReader& fields) { return fields.NameIn<Slot>(Tag::kSlot, 0, SlotsOf(fields)); }

Hello HelloOf(FieldReader& fields) {
  Hello hello;
  hello.oldest_version = fields.U8(Tag::kOldestVersion);
  hello.newest_version = fields.U8(Tag::kNewestVersion);
  hello.scenario = fields.NameIn<PipeScenario>(Tag::kScenario, 1, 4);
  hello.remote = fields.Flag(Tag::kRemote);
  hello.language = fields.Text(Tag::kLanguage);
  hello.provider_version = fields.Text(Tag::kProviderVersion);
  return hello;
}

Open OpenOf(FieldReader& fields) {
  Open open;
  open.tile_sid = fields.Text(Tag::kTileSid);
  open.user_name = fields.Text(Tag::kUserName);
  return open;
}

Submit SubmitOf(FieldReader& fields) {
  Submit submit;
  submit.screen = fields.U32(Tag::kScreen);
  for (FieldReader& group : fields.Groups(Tag::kInput)) {
    Input input;
    input.slot = SlotOf(group);
    input.value = ToSecret(group.Value(Tag::kValue));
    group.End();
    submit.inputs.push_back(std::move(input));
  }
  return submit;
}

Choose ChooseOf(FieldReader& fields) {
  Choose choose;
  choose.screen = fields.U32(Tag::kScreen);
  choose.slot = SlotOf(fields);
  return choose;
}

Report ReportOf(FieldReader& fields) {
  Report report;
  report.nt_status = fields.U32(Tag::kNtStatus);
  report.sub_status = fields.U32(Tag::kSubStatus);
  return report;
}

Welcome WelcomeOf(FieldReader& fields) {
  Welcome welcome;
  welcome.service_version = fields.Text(Tag::kServiceVersion);
  welcome.version = fields.U8(Tag::kVersion);
  return welcome;
}

std::optional<Picture> PictureOf(FieldReader& fields) {
  const auto width = fields.OptionalU32(Tag::kPictureWidth);
  if (!width) return std::nullopt;
  const std::uint32_t height = fields.U32(Tag::kPictureHeight);
  const Bytes bits = fields.Value(Tag::kPictureBits);
  if (*width < 1 || height < 1 || *width > kMaxPictureSide || height > kMaxPictureSide ||
      bits.size() != static_cast<std::size_t>((*width + 7) / 8) * height) {
    throw FrameError(FrameErrorCode::kValue);
  }
  return Picture{*width, height, {bits.begin(), bits.end()}};
}

ScreenField ScreenFieldOf(FieldReader& fields) {
  ScreenField field;
  field.slot = SlotOf(fields);
  field.state = fields.NameIn<FieldState>(Tag::kState, 0, kFieldStateCount);
  field.mode = fields.NameIn<FieldMode>(Tag::kMode, 0, kFieldModeCount);
  field.text = fields.OptionalText(Tag::kText);
  field.clear = fields.OptionalFlag(Tag::kClear);
  field.options = fields.Texts(Tag::kOption);
  field.selected = fields.OptionalU8(Tag::kSelected);
  field.picture = PictureOf(fields);
  fields.End();
  return field;
}

ShowScreen ScreenOf(FieldReader& fields) {
  Screen screen;
  screen.id = fields.U32(Tag::kScreen);
  for (FieldReader& group : fields.Groups(Tag::kField)) screen.fields.push_back(ScreenFieldOf(group));
  screen.focus = fields.OptionalNameIn<Slot>(Tag::kFocus, 0, SlotsOf(fields));
  screen.submit_after = fields.OptionalNameIn<Slot>(Tag::kSubmitAfter, 0, SlotsOf(fields));
  const auto message_class = fields.OptionalNameIn<MessageClass>(Tag::kMessageClass, 0, kMessageClassCount);
  if (message_class) screen.message = ScreenMessage{*message_class, fields.Text(Tag::kMessageText)};
  return {std::move(screen)};
}

Grant GrantOf(FieldReader& fields) {
  Grant grant;
  grant.user_name = fields.Text(Tag::kUserName);
  grant.domain = fields.Text(Tag::kDomain);
  grant.sid = fields.Text(Tag::kSid);
  grant.correlation_id = fields.Text(Tag::kCorrelationId);
  if (const auto password = fields.OptionalValue(Tag::kPassword)) grant.password = ToSecret(*password);
  return grant;
}

Fault FaultOf(FieldReader& fields) {
  Fault fault;
  fault.text = fields.Text(Tag::kText);
  fault.code = fields.Text(Tag::kCode);
  return fault;
}

Message MessageOf(std::uint8_t type, FieldReader& fields) {
  switch (static_cast<MessageType>(type)) {
    case MessageType::kHello:
      return HelloOf(fields);
    case MessageType::kOpen:
      return OpenOf(fields);
    case MessageType::kSubmit:
      return SubmitOf(fields);
    case MessageType::kChoose:
      return ChooseOf(fields);
    case MessageType::kCancel:
      return Cancel{};
    case MessageType::kReport:
      return ReportOf(fields);
    case MessageType::kClose:
      return Close{};
    case MessageType::kWelcome:
      return WelcomeOf(fields);
    case MessageType::kScreen:
      return ScreenOf(fields);
    case MessageType::kProgress:
      return Progress{fields.Text(Tag::kText)};
    case MessageType::kGrant:
      return GrantOf(fields);
    case MessageType::kFault:
      return FaultOf(fields);
    case MessageType::kDone:
      return Done{fields.Text(Tag::kText)};
  }
  throw FrameError(FrameErrorCode::kUnknownType);
}

}  // namespace

Frame DecodeFrame(Bytes bytes) {
  RawFrame raw = DecodeRawFrame(bytes);
  if (raw.version < kOldestPipeVersion || raw.version > kPipeVersion) {
    throw FrameError(FrameErrorCode::kVersion);
  }
  FieldReader fields(std::move(raw.fields), raw.version);
  Message message = MessageOf(raw.type, fields);
  fields.End();
  return {raw.version, raw.conversation, std::move(message)};
}

}  // namespace gatehouse
