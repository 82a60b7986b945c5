#include "win/session_facts.h"

#include <array>

#include "win/wide_text.h"

namespace gatehouse {

bool IsRemoteSession() noexcept { return GetSystemMetrics(SM_REMOTESESSION) != 0; }

std::string UiLanguage() {
  std::array<wchar_t, LOCALE_NAME_MAX_LENGTH> name{};
  const LCID locale = MAKELCID(GetUserDefaultUILanguage(), SORT_DEFAULT);
  if (LCIDToLocaleName(locale, name.data(), static_cast<int>(name.size()), 0) == 0) return {};
  return Narrow(name.data());
}

}  // namespace gatehouse
