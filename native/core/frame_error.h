#pragma once

#include <exception>
#include <string_view>

namespace gatehouse {

// Why a frame was refused: the classes of protocol/src/pipe/frame.ts, in its order.
enum class FrameErrorCode {
  kTooLong,
  kTooShort,
  kReserved,
  kVersion,
  kUnknownType,
  kTruncated,
  kOrder,
  kUnknownTag,
  kMissing,
  kValue,
  kTooMany,
};

// The class as the golden frames name it.
constexpr std::string_view NameOf(FrameErrorCode code) noexcept {
  switch (code) {
    case FrameErrorCode::kTooLong:
      return "too-long";
    case FrameErrorCode::kTooShort:
      return "too-short";
    case FrameErrorCode::kReserved:
      return "reserved";
    case FrameErrorCode::kVersion:
      return "version";
    case FrameErrorCode::kUnknownType:
      return "unknown-type";
    case FrameErrorCode::kTruncated:
      return "truncated";
    case FrameErrorCode::kOrder:
      return "order";
    case FrameErrorCode::kUnknownTag:
      return "unknown-tag";
    case FrameErrorCode::kMissing:
      return "missing";
    case FrameErrorCode::kValue:
      return "value";
    case FrameErrorCode::kTooMany:
      return "too-many";
  }
  return "unknown";
}

// Carries the class only: the bytes that were refused may hold a password.
class FrameError : public std::exception {
 public:
  explicit FrameError(FrameErrorCode code) noexcept : code_(code) {}
  [[nodiscard]] FrameErrorCode code() const noexcept { return code_; }
  [[nodiscard]] const char* what() const noexcept override { return NameOf(code_).data(); }

 private:
  FrameErrorCode code_;
};

}  // namespace gatehouse
