#pragma once

#include <optional>
#include <string>

#include "core/tile.h"
#include "win/settings.h"

namespace gatehouse {

// What was typed on a tile while the service is down.
struct BreakGlassRequest {
  std::string tile_sid;   // empty on the "other user" tile
  std::string user_name;  // as typed, for that tile
  SecretBytes password;
};

// Lets an account that an administrator listed log on with the password alone; Windows still checks the password. Every
// use is written to the event log. Nothing when the settings do not say so, or the account is not listed.
[[nodiscard]] std::optional<GrantedLogon> TryBreakGlass(const Settings& settings, BreakGlassRequest request);

}  // namespace gatehouse
