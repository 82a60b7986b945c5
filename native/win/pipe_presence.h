#pragma once

#include "win/win32.h"

namespace gatehouse {

// Whether somebody serves the credential pipe, or does so within `patience_ms`.
[[nodiscard]] bool WaitForPipe(DWORD patience_ms) noexcept;

}  // namespace gatehouse
