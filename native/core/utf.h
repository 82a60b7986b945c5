#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/secret_bytes.h"

namespace gatehouse {

// Strict: no overlong forms, no surrogates, nothing beyond U+10FFFF (RFC 3629, section 3).
[[nodiscard]] bool IsUtf8(Bytes bytes) noexcept;

// The UTF-16 of valid UTF-8, or nothing when it is not valid. `Wide` is std::u16string or SecretUtf16.
template <typename Wide>
[[nodiscard]] std::optional<Wide> Utf8ToUtf16(Bytes bytes);

// The UTF-8 of UTF-16, or nothing when a surrogate stands alone.
[[nodiscard]] std::optional<SecretBytes> Utf16ToUtf8(std::u16string_view text);

extern template std::optional<std::u16string> Utf8ToUtf16<std::u16string>(Bytes bytes);
extern template std::optional<SecretUtf16> Utf8ToUtf16<SecretUtf16>(Bytes bytes);

}  // namespace gatehouse
