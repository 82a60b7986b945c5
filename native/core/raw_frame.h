#pragma once

#include <optional>
#include <vector>

#include "core/frame_error.h"
#include "core/secret_bytes.h"

// The drawing of a frame stands in protocol/src/pipe/frame.ts and docs/pipe-protocol.md. There is exactly one
// encoding of every frame: the reader refuses everything else, and a refused frame closes the pipe.
namespace gatehouse {

struct RawField {
  std::uint8_t tag = 0;
  Bytes value;  // a view of the bytes that were decoded
};

struct RawFrame {
  std::uint8_t version = 0;
  std::uint8_t type = 0;
  std::uint32_t conversation = 0;
  std::vector<RawField> fields;
};

// Decodes one whole frame with its length. Throws FrameError.
[[nodiscard]] RawFrame DecodeRawFrame(Bytes bytes);

// Decodes a row of fields: the body of a frame, or the value of a group. Throws FrameError.
[[nodiscard]] std::vector<RawField> DecodeFields(Bytes bytes);

// Writes a row of fields. The caller adds them in ascending order of their tags.
class FieldWriter {
 public:
  // Throws FrameError `too-long` or `too-many`.
  void Add(std::uint8_t tag, Bytes value);
  [[nodiscard]] const SecretBytes& bytes() const noexcept { return bytes_; }

 private:
  SecretBytes bytes_;
  std::size_t count_ = 0;
};

struct FrameHead {
  std::uint8_t version = 0;
  std::uint8_t type = 0;
  std::uint32_t conversation = 0;
};

// Puts length and header before a row of fields. Throws FrameError `too-long`.
[[nodiscard]] SecretBytes EncodeRawFrame(const FrameHead& head, const FieldWriter& fields);

// Cuts frames out of a stream of bytes; keeps at most one incomplete frame.
class FrameReader {
 public:
  void Push(Bytes chunk);
  // The next complete frame with its length. Throws FrameError as soon as the length is known to be wrong;
  // the reader is then unusable.
  [[nodiscard]] std::optional<SecretBytes> Next();

 private:
  SecretBytes pending_;
};

}  // namespace gatehouse
