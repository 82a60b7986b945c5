#include "win/session_facts.h"

#include "win/win32.h"

namespace gatehouse {

bool IsRemoteSession() noexcept { return GetSystemMetrics(SM_REMOTESESSION) != 0; }

}  // namespace gatehouse
