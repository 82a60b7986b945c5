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

// What the service and its server take as a language (RFC 5646, section 4.4.1: room for 35 characters).
bool IsTag(std::string_view tag) {
  constexpr std::size_t kMaxTag = 35;
  if (tag.size() < 2 || tag.size() > kMaxTag) return false;
  return std::all_of(tag.begin(), tag.end(), [](char c) {
    const char lower = LowerCase(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
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
  const std::string* first = nullptr;
  for (const std::string& tag : tags) {
    if (!IsTag(tag)) continue;
    if (LanguageOf(tag)) return tag;
    if (first == nullptr) first = &tag;
  }
  return first == nullptr ? std::string() : *first;
}

}  // namespace gatehouse
