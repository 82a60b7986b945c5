#pragma once

#include <string>
#include <vector>

namespace gatehouse {

// The languages that Windows shows this thread's user interface in, as BCP 47 tags, best first: what the program chose
// for its thread or itself, else its user's, else the computer's (GetThreadPreferredUILanguages with MUI_UI_FALLBACK).
// LogonUI is SYSTEM, so that is the language of the welcome screen, which is what LogonUI speaks around our tile.
[[nodiscard]] std::vector<std::string> ThreadUiLanguages();

// A user's display languages, best first: those of a policy, else what the user chose. Empty unless the user's part of
// the registry is loaded, which it is while somebody is logged on. The user can write it: any text may be there.
[[nodiscard]] std::vector<std::string> UserUiLanguages(const std::string& sid);

}  // namespace gatehouse
