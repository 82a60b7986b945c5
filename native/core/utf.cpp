#include "core/utf.h"

namespace gatehouse {
namespace {

constexpr char32_t kInvalid = 0xFFFFFFFF;

// Lead byte patterns of RFC 3629: bits of payload, length, and the least code point that may use that length.
struct Lead {
  std::size_t length;
  char32_t bits;
  char32_t least;
};

Lead LeadOf(std::uint8_t byte) noexcept {
  if (byte < 0x80) return {1, byte, 0};
  if ((byte & 0xE0) == 0xC0) return {2, static_cast<char32_t>(byte & 0x1F), 0x80};
  if ((byte & 0xF0) == 0xE0) return {3, static_cast<char32_t>(byte & 0x0F), 0x800};
  if ((byte & 0xF8) == 0xF0) return {4, static_cast<char32_t>(byte & 0x07), 0x10000};
  return {0, 0, 0};
}

char32_t NextCodePoint(Bytes& bytes) noexcept {
  const Lead lead = LeadOf(bytes.front());
  if (lead.length == 0 || lead.length > bytes.size()) return kInvalid;
  char32_t code = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    if ((bytes[i] & 0xC0) != 0x80) return kInvalid;
    code = (code << 6) | (bytes[i] & 0x3F);
  }
  bytes = bytes.subspan(lead.length);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < lead.least || surrogate || code > 0x10FFFF ? kInvalid : code;
}

void AppendUtf8(SecretBytes& out, char32_t code) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<std::uint8_t>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

}  // namespace

bool IsUtf8(Bytes bytes) noexcept {
  while (!bytes.empty()) {
    if (NextCodePoint(bytes) == kInvalid) return false;
  }
  return true;
}

template <typename Wide>
std::optional<Wide> Utf8ToUtf16(Bytes bytes) {
  Wide wide;
  wide.reserve(bytes.size());
  while (!bytes.empty()) {
    const char32_t code = NextCodePoint(bytes);
    if (code == kInvalid) return std::nullopt;
    if (code < 0x10000) {
      wide.push_back(static_cast<char16_t>(code));
    } else {
      wide.push_back(static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10)));
      wide.push_back(static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FF)));
    }
  }
  return wide;
}

template std::optional<std::u16string> Utf8ToUtf16<std::u16string>(Bytes bytes);
template std::optional<SecretUtf16> Utf8ToUtf16<SecretUtf16>(Bytes bytes);

std::optional<SecretBytes> Utf16ToUtf8(std::u16string_view text) {
  SecretBytes out;
  out.reserve(text.size() * 3);
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t code = text[i];
    if (code >= 0xD800 && code <= 0xDFFF) {
      const bool pair = code < 0xDC00 && i + 1 < text.size() && (text[i + 1] & 0xFC00) == 0xDC00;
      if (!pair) return std::nullopt;
      code = 0x10000 + ((code - 0xD800) << 10) + (text[++i] - 0xDC00);
    }
    AppendUtf8(out, code);
  }
  return out;
}

}  // namespace gatehouse
