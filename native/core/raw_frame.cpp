#include "core/raw_frame.h"

#include "core/limits.h"
#include "core/little_endian.h"
#include "core/messages.h"

namespace gatehouse {
namespace {

constexpr std::size_t kFieldHeadBytes = 3;

std::size_t RequireFrameLength(Bytes bytes) {
  const std::uint32_t length = ReadU32(bytes);
  if (length > kMaxFrameBytes) throw FrameError(FrameErrorCode::kTooLong);
  if (length < kFrameHeaderBytes - kFrameLengthBytes) throw FrameError(FrameErrorCode::kTooShort);
  return length;
}

}  // namespace

RawFrame DecodeRawFrame(Bytes bytes) {
  if (bytes.size() < kFrameLengthBytes) throw FrameError(FrameErrorCode::kTooShort);
  if (bytes.size() != kFrameLengthBytes + RequireFrameLength(bytes)) {
    throw FrameError(FrameErrorCode::kTruncated);
  }
  if (ReadU16(bytes.subspan(6)) != 0) throw FrameError(FrameErrorCode::kReserved);
  RawFrame frame;
  frame.version = bytes[4];
  frame.type = bytes[5];
  frame.conversation = ReadU32(bytes.subspan(8));
  frame.fields = DecodeFields(bytes.subspan(kFrameHeaderBytes));
  return frame;
}

std::vector<RawField> DecodeFields(Bytes bytes) {
  std::vector<RawField> fields;
  std::uint8_t last = 0;
  while (!bytes.empty()) {
    if (bytes.size() < kFieldHeadBytes) throw FrameError(FrameErrorCode::kTruncated);
    const std::uint8_t tag = bytes[0];
    const std::size_t length = ReadU16(bytes.subspan(1));
    bytes = bytes.subspan(kFieldHeadBytes);
    if (bytes.size() < length) throw FrameError(FrameErrorCode::kTruncated);
    if (tag < last || (tag == last && !IsRepeated(tag))) throw FrameError(FrameErrorCode::kOrder);
    if (length > kMaxValueBytes) throw FrameError(FrameErrorCode::kTooLong);
    if (fields.size() == kMaxFields) throw FrameError(FrameErrorCode::kTooMany);
    fields.push_back({tag, bytes.first(length)});
    last = tag;
    bytes = bytes.subspan(length);
  }
  return fields;
}

void FieldWriter::Add(std::uint8_t tag, Bytes value) {
  if (value.size() > kMaxValueBytes) throw FrameError(FrameErrorCode::kTooLong);
  if (++count_ > kMaxFields) throw FrameError(FrameErrorCode::kTooMany);
  bytes_.push_back(tag);
  AppendU16(bytes_, static_cast<std::uint16_t>(value.size()));
  bytes_.insert(bytes_.end(), value.begin(), value.end());
}

SecretBytes EncodeRawFrame(const FrameHead& head, const FieldWriter& fields) {
  const std::size_t length = kFrameHeaderBytes - kFrameLengthBytes + fields.bytes().size();
  if (length > kMaxFrameBytes) throw FrameError(FrameErrorCode::kTooLong);
  SecretBytes bytes;
  bytes.reserve(kFrameLengthBytes + length);
  AppendU32(bytes, static_cast<std::uint32_t>(length));
  bytes.push_back(head.version);
  bytes.push_back(head.type);
  AppendU16(bytes, 0);
  AppendU32(bytes, head.conversation);
  bytes.insert(bytes.end(), fields.bytes().begin(), fields.bytes().end());
  return bytes;
}

void FrameReader::Push(Bytes chunk) { pending_.insert(pending_.end(), chunk.begin(), chunk.end()); }

std::optional<SecretBytes> FrameReader::Next() {
  if (pending_.size() < kFrameLengthBytes) return std::nullopt;
  const std::size_t length = kFrameLengthBytes + RequireFrameLength(pending_);
  if (pending_.size() < length) return std::nullopt;
  SecretBytes frame = ToSecret(Bytes(pending_).first(length));
  pending_ = ToSecret(Bytes(pending_).subspan(length));
  return frame;
}

}  // namespace gatehouse
