#include "provider/break_glass.h"

#include <utility>

#include "win/account.h"
#include "win/event_log.h"
#include "win/wide_text.h"

namespace gatehouse {

std::optional<GrantedLogon> TryBreakGlass(const Settings& settings, BreakGlassRequest request) {
  if (settings.when_service_down != WhenServiceDown::kBreakGlass || request.password.empty()) return std::nullopt;
  // Before LSA is asked, which may take long: nobody is listed by default.
  if (settings.break_glass_sids.empty()) return std::nullopt;
  const auto account =
      request.tile_sid.empty() ? FindAccountByName(request.user_name) : FindAccountBySid(request.tile_sid);
  if (!account || !IsBreakGlassSid(settings.break_glass_sids, account->sid)) return std::nullopt;
  ReportEventToLog(kEventBreakGlassUsed, {Widen(account->domain + "\\" + account->user_name + " " + account->sid)});
  return GrantedLogon{account->domain, account->user_name, "", std::move(request.password)};
}

}  // namespace gatehouse
