#pragma once

#include <optional>
#include <string_view>

#include "win/win32.h"

namespace gatehouse {

// A credential provider as an administrator writes it in `AllowedProviders`: a CLSID in braces, or the short name of
// one that comes with Windows ("smart-card", "windows-hello-pin"; native/README.md has them all). Nothing for other
// texts.
[[nodiscard]] std::optional<GUID> ProviderOfName(std::wstring_view name) noexcept;

}  // namespace gatehouse
