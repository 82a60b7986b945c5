#pragma once

#include "core/messages.h"
#include "provider/texts.h"

namespace gatehouse {

// What a tile shows while it has no conversation: the password may be typed before the service is there. With a name
// field on the "other user" tile.
[[nodiscard]] Screen SignInScreen(const Texts& texts, PipeScenario scenario, bool other_user);

}  // namespace gatehouse
