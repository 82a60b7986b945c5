#pragma once

#include <string>
#include <string_view>

#include "core/secret_bytes.h"
#include "win/win32.h"

namespace gatehouse {

// UTF-8 to the UTF-16 that Windows calls take. Text that is not UTF-8 becomes empty: decoded frames always are.
[[nodiscard]] std::wstring Widen(std::string_view text);
[[nodiscard]] std::u16string WidenToUtf16(std::string_view text);

// UTF-16 from Windows to UTF-8. A lone surrogate makes it empty.
[[nodiscard]] std::string Narrow(std::wstring_view text);

// A null-terminated copy that the caller frees with CoTaskMemFree. Null when memory is short.
[[nodiscard]] wchar_t* CopyToTaskMemory(std::wstring_view text) noexcept;
// As above, for a value that may be a secret: no other copy is left behind. Null when it is not UTF-8.
[[nodiscard]] wchar_t* SecretToTaskMemory(const SecretBytes& utf8);

}  // namespace gatehouse
