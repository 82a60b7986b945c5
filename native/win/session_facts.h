#pragma once

#include <string>

namespace gatehouse {

// Whether this process's session is shown over Remote Desktop.
[[nodiscard]] bool IsRemoteSession() noexcept;

// The language of the user interface as a BCP 47 tag ("en-GB"), or empty.
[[nodiscard]] std::string UiLanguage();

}  // namespace gatehouse
