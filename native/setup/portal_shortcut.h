#pragma once

#include <string>

namespace gatehouse {

// Removes the shortcut that the service put into everybody's Start menu. False when the file is not the service's, or
// cannot be removed: it then stays, and nobody is kept from uninstalling by it.
[[nodiscard]] bool RemovePortalShortcut(const std::wstring& path) noexcept;

}  // namespace gatehouse
