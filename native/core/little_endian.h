#pragma once

#include "core/secret_bytes.h"

namespace gatehouse {

inline std::uint16_t ReadU16(Bytes bytes) noexcept { return static_cast<std::uint16_t>(bytes[0] | (bytes[1] << 8)); }

inline std::uint32_t ReadU32(Bytes bytes) noexcept {
  return static_cast<std::uint32_t>(bytes[0]) | (static_cast<std::uint32_t>(bytes[1]) << 8) |
         (static_cast<std::uint32_t>(bytes[2]) << 16) | (static_cast<std::uint32_t>(bytes[3]) << 24);
}

inline void AppendU16(SecretBytes& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value));
  out.push_back(static_cast<std::uint8_t>(value >> 8));
}

inline void AppendU32(SecretBytes& out, std::uint32_t value) {
  AppendU16(out, static_cast<std::uint16_t>(value));
  AppendU16(out, static_cast<std::uint16_t>(value >> 16));
}

inline void AppendU64(SecretBytes& out, std::uint64_t value) {
  AppendU32(out, static_cast<std::uint32_t>(value));
  AppendU32(out, static_cast<std::uint32_t>(value >> 32));
}

}  // namespace gatehouse
