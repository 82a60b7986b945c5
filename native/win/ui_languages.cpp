#include "win/ui_languages.h"

#include "win/registry.h"
#include "win/wide_text.h"
#include "win/win32.h"

namespace gatehouse {
namespace {

// Where the policy "Restricts the UI languages Windows should use for the selected user" and the settings keep them.
constexpr wchar_t kPolicyOfUser[] = L"\\Software\\Policies\\Microsoft\\Control Panel\\Desktop";
constexpr wchar_t kChoiceOfUser[] = L"\\Control Panel\\Desktop";
constexpr wchar_t kValue[] = L"PreferredUILanguages";

}  // namespace

std::vector<std::string> ThreadUiLanguages() {
  constexpr DWORD kFlags = MUI_LANGUAGE_NAME | MUI_UI_FALLBACK;
  ULONG count = 0;
  ULONG size = 0;
  if (!GetThreadPreferredUILanguages(kFlags, &count, nullptr, &size) || size == 0) return {};
  std::vector<wchar_t> buffer(size);
  if (!GetThreadPreferredUILanguages(kFlags, &count, buffer.data(), &size)) return {};
  std::vector<std::string> tags;
  for (const std::wstring& tag : SplitMultiString({buffer.data(), buffer.size()})) tags.push_back(Narrow(tag));
  return tags;
}

std::vector<std::string> UserUiLanguages(const std::string& sid) {
  const std::wstring user = Widen(sid);
  if (const auto tag = ReadRegistryString((user + kPolicyOfUser).c_str(), kValue, HKEY_USERS)) return {Narrow(*tag)};
  const auto chosen = ReadRegistryStrings((user + kChoiceOfUser).c_str(), kValue, HKEY_USERS);
  std::vector<std::string> tags;
  if (chosen) {
    for (const std::wstring& tag : *chosen) tags.push_back(Narrow(tag));
  }
  return tags;
}

}  // namespace gatehouse
