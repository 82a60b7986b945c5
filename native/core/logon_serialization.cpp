#include "core/logon_serialization.h"

#include <limits>

#include "core/little_endian.h"

namespace gatehouse {
namespace {

constexpr std::size_t kUnicodeStringBytes = 16;
constexpr std::size_t kFirstStringOffset = 8;

// Length, MaximumLength, four bytes of padding, Buffer (as an offset).
bool AppendUnicodeString(SecretBytes& out, std::size_t units, std::size_t& offset) {
  const std::size_t bytes = units * sizeof(char16_t);
  if (bytes > std::numeric_limits<std::uint16_t>::max()) return false;
  AppendU16(out, static_cast<std::uint16_t>(bytes));
  AppendU16(out, static_cast<std::uint16_t>(bytes));
  AppendU32(out, 0);
  AppendU64(out, offset);
  offset += bytes;
  return true;
}

template <typename Text>
void AppendUnits(SecretBytes& out, const Text& text) {
  for (const char16_t unit : text) AppendU16(out, unit);
}

template <typename Text>
bool ReadUnicodeString(Bytes block, std::size_t at, Text& text) {
  const std::size_t length = ReadU16(block.subspan(at));
  const std::uint64_t offset =
      ReadU32(block.subspan(at + 8)) | (static_cast<std::uint64_t>(ReadU32(block.subspan(at + 12))) << 32);
  if (length % 2 != 0 || offset > block.size() || length > block.size() - offset) return false;
  for (std::size_t i = 0; i < length; i += 2) {
    text.push_back(static_cast<char16_t>(ReadU16(block.subspan(static_cast<std::size_t>(offset) + i))));
  }
  return true;
}

}  // namespace

std::optional<SecretBytes> PackLogon(LogonMessageType type, const LogonStrings& strings) {
  SecretBytes out;
  out.reserve(kLogonStructBytes + 2 * (strings.domain.size() + strings.user_name.size() + strings.password.size()));
  AppendU32(out, static_cast<std::uint32_t>(type));
  AppendU32(out, 0);
  std::size_t offset = kLogonStructBytes;
  if (!AppendUnicodeString(out, strings.domain.size(), offset) ||
      !AppendUnicodeString(out, strings.user_name.size(), offset) ||
      !AppendUnicodeString(out, strings.password.size(), offset)) {
    return std::nullopt;
  }
  AppendU64(out, 0);
  AppendUnits(out, strings.domain);
  AppendUnits(out, strings.user_name);
  AppendUnits(out, strings.password);
  return out;
}

std::optional<UnpackedLogon> UnpackLogon(Bytes block) {
  if (block.size() < kLogonStructBytes) return std::nullopt;
  UnpackedLogon logon;
  logon.message_type = ReadU32(block);
  logon.logon_id = ReadU32(block.subspan(56)) | (static_cast<std::uint64_t>(ReadU32(block.subspan(60))) << 32);
  LogonStrings& strings = logon.strings;
  if (!ReadUnicodeString(block, kFirstStringOffset, strings.domain) ||
      !ReadUnicodeString(block, kFirstStringOffset + kUnicodeStringBytes, strings.user_name) ||
      !ReadUnicodeString(block, kFirstStringOffset + 2 * kUnicodeStringBytes, strings.password)) {
    return std::nullopt;
  }
  return logon;
}

}  // namespace gatehouse
