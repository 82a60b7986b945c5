#pragma once

#include <string>
#include <vector>

#include "core/messages.h"
#include "core/raw_frame.h"

namespace gatehouse {

// Reads the fields of a frame or group in the order of their tags; what is left over at the end is an error.
// Every method throws FrameError.
class FieldReader {
 public:
  FieldReader(std::vector<RawField> fields, std::uint8_t version) : fields_(std::move(fields)), version_(version) {}

  // Of the frame that the fields are of.
  [[nodiscard]] std::uint8_t version() const noexcept { return version_; }

  // `unknown-tag` when a field was not asked for.
  void End() const;
  [[nodiscard]] std::optional<Bytes> OptionalValue(Tag tag);
  [[nodiscard]] Bytes Value(Tag tag);
  [[nodiscard]] std::optional<std::string> OptionalText(Tag tag);
  [[nodiscard]] std::string Text(Tag tag);
  [[nodiscard]] std::vector<std::string> Texts(Tag tag);
  [[nodiscard]] std::vector<FieldReader> Groups(Tag tag);
  [[nodiscard]] std::uint8_t U8(Tag tag);
  [[nodiscard]] std::optional<std::uint8_t> OptionalU8(Tag tag);
  [[nodiscard]] std::uint32_t U32(Tag tag);
  [[nodiscard]] std::optional<std::uint32_t> OptionalU32(Tag tag);
  [[nodiscard]] bool Flag(Tag tag);
  // A flag that is only ever written when it is set.
  [[nodiscard]] bool OptionalFlag(Tag tag);

  // A byte that names one of `count` values beginning with `first`.
  template <typename Name>
  [[nodiscard]] Name NameIn(Tag tag, std::uint8_t first, std::size_t count) {
    return static_cast<Name>(RequireRange(U8(tag), first, count));
  }
  template <typename Name>
  [[nodiscard]] std::optional<Name> OptionalNameIn(Tag tag, std::uint8_t first, std::size_t count) {
    const auto value = OptionalU8(tag);
    if (!value) return std::nullopt;
    return static_cast<Name>(RequireRange(*value, first, count));
  }

 private:
  static std::uint8_t RequireRange(std::uint8_t value, std::uint8_t first, std::size_t count);

  std::vector<RawField> fields_;
  std::uint8_t version_;
  std::size_t next_ = 0;
};

}  // namespace gatehouse
