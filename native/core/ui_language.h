#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

// The languages that tile and service have texts in.
enum class Language { kEnglish, kGerman, kChinese };
inline constexpr std::size_t kLanguageCount = 3;

// The texts for a BCP 47 tag; nothing when there are none of its own. Chinese is the simplified one: a tag of the
// traditional one (zh-Hant, zh-TW, zh-HK, zh-MO) has none. `service/src/logon/texts/choose-texts.ts` decides alike.
[[nodiscard]] std::optional<Language> LanguageOf(std::string_view tag) noexcept;

// The tag to speak, from a person's languages, best first: the first that there are texts for, else the first, else "".
// What is no tag is passed over: a person writes a registry as he likes.
[[nodiscard]] std::string ChooseLanguage(const std::vector<std::string>& tags);

}  // namespace gatehouse
