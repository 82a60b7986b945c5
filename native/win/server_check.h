#pragma once

#include "win/win32.h"

namespace gatehouse {

// Whether the other end of a pipe is our service (R17): the pipe belongs to SYSTEM, and the process that serves it is
// the one that the service control manager names for our service. Both are facts of the system, none a setting: tests
// under Wine install a service of this name and give the pipe this owner, as the real service does.
[[nodiscard]] bool IsOurService(HANDLE pipe) noexcept;

}  // namespace gatehouse
