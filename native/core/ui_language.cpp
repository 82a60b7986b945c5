#include "core/ui_language.h"

#include <algorithm>
#include <array>

namespace gatehouse {
namespace {

char LowerCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool IsSame(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return LowerCase(a) == LowerCase(b); });
}

// Cuts the first subtag off.
std::string_view TakeSubtag(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('-'), rest.size());
  const std::string_view subtag = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return subtag;
}

// The script says it; without one, the region.
bool IsTraditional(std::string_view rest) {
  constexpr std::array kRegions = {"TW", "HK", "MO"};
  const std::string_view first = TakeSubtag(rest);
  if (first.size() == 4) return IsSame(first, "Hant");
  return std::any_of(kRegions.begin(), kRegions.end(), [&](const char* region) { return IsSame(first, region); });
}

}  // namespace

std::optional<Language> LanguageOf(std::string_view tag) noexcept {
  const std::string_view primary = TakeSubtag(tag);
  if (IsSame(primary, "en")) return Language::kEnglish;
  if (IsSame(primary, "de")) return Language::kGerman;
  if (IsSame(primary, "zh") && !IsTraditional(tag)) return Language::kChinese;
  return std::nullopt;
}

std::string ChooseLanguage(const std::vector<std::string>& tags) {
  const auto served =
      std::find_if(tags.begin(), tags.end(), [](const std::string& tag) { return LanguageOf(tag).has_value(); });
  if (served != tags.end()) return *served;
  return tags.empty() ? std::string() : tags.front();
}

}  // namespace gatehouse
