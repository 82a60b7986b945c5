#include "core/field_reader.h"

#include <algorithm>

#include "core/limits.h"
#include "core/little_endian.h"
#include "core/utf.h"

namespace gatehouse {
namespace {

std::string TextOf(Bytes value) {
  if (!IsUtf8(value) || std::find(value.begin(), value.end(), 0) != value.end()) {
    throw FrameError(FrameErrorCode::kValue);
  }
  return {value.begin(), value.end()};
}

std::uint8_t ByteOf(Bytes value) {
  if (value.size() != 1) throw FrameError(FrameErrorCode::kValue);
  return value[0];
}

std::uint32_t WordOf(Bytes value) {
  if (value.size() != 4) throw FrameError(FrameErrorCode::kValue);
  return ReadU32(value);
}

}  // namespace

void FieldReader::End() const {
  if (next_ < fields_.size()) throw FrameError(FrameErrorCode::kUnknownTag);
}

std::optional<Bytes> FieldReader::OptionalValue(Tag tag) {
  if (next_ == fields_.size() || fields_[next_].tag != static_cast<std::uint8_t>(tag)) return std::nullopt;
  return fields_[next_++].value;
}

Bytes FieldReader::Value(Tag tag) {
  if (const auto value = OptionalValue(tag)) return *value;
  const bool later = next_ == fields_.size() || fields_[next_].tag > static_cast<std::uint8_t>(tag);
  throw FrameError(later ? FrameErrorCode::kMissing : FrameErrorCode::kUnknownTag);
}

std::optional<std::string> FieldReader::OptionalText(Tag tag) {
  const auto value = OptionalValue(tag);
  if (!value) return std::nullopt;
  return TextOf(*value);
}

std::string FieldReader::Text(Tag tag) { return TextOf(Value(tag)); }

std::vector<std::string> FieldReader::Texts(Tag tag) {
  std::vector<std::string> texts;
  while (auto text = OptionalText(tag)) texts.push_back(std::move(*text));
  if (texts.size() > kMaxOptions) throw FrameError(FrameErrorCode::kTooMany);
  return texts;
}

std::vector<FieldReader> FieldReader::Groups(Tag tag) {
  std::vector<FieldReader> groups;
  while (const auto value = OptionalValue(tag)) groups.emplace_back(DecodeFields(*value), version_);
  return groups;
}

std::uint8_t FieldReader::U8(Tag tag) { return ByteOf(Value(tag)); }

std::optional<std::uint8_t> FieldReader::OptionalU8(Tag tag) {
  const auto value = OptionalValue(tag);
  if (!value) return std::nullopt;
  return ByteOf(*value);
}

std::uint32_t FieldReader::U32(Tag tag) { return WordOf(Value(tag)); }

std::optional<std::uint32_t> FieldReader::OptionalU32(Tag tag) {
  const auto value = OptionalValue(tag);
  if (!value) return std::nullopt;
  return WordOf(*value);
}

bool FieldReader::Flag(Tag tag) { return RequireRange(U8(tag), 0, 2) == 1; }

bool FieldReader::OptionalFlag(Tag tag) {
  const auto value = OptionalU8(tag);
  if (value && *value != 1) throw FrameError(FrameErrorCode::kValue);
  return value.has_value();
}

std::uint8_t FieldReader::RequireRange(std::uint8_t value, std::uint8_t first, std::size_t count) {
  if (value < first || value >= first + count) throw FrameError(FrameErrorCode::kValue);
  return value;
}

}  // namespace gatehouse
