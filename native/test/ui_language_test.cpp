#include "core/ui_language.h"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

namespace gatehouse::test {
namespace {

TEST_CASE("a tag has the texts that the service answers it with") {
  std::ifstream file(GATEHOUSE_LANGUAGE_VECTORS);
  REQUIRE(file.good());
  const nlohmann::json vectors = nlohmann::json::parse(file);
  const std::map<std::string, Language> languages = {
      {"en", Language::kEnglish}, {"de", Language::kGerman}, {"zh", Language::kChinese}};
  CHECK(languages.size() == kLanguageCount);
  CHECK(vectors.at("tags").size() > 20);
  for (const auto& vector : vectors.at("tags")) {
    CAPTURE(vector.at("tag").get<std::string>());
    std::optional<Language> wanted;
    if (!vector.at("texts").is_null()) wanted = languages.at(vector.at("texts").get<std::string>());
    CHECK(LanguageOf(vector.at("tag").get<std::string>()) == wanted);
  }
}

TEST_CASE("of a person's languages the first is spoken that there are texts for") {
  CHECK(ChooseLanguage({"fr-FR", "de-CH", "en-US"}) == "de-CH");
  CHECK(ChooseLanguage({"zh-TW", "zh-CN"}) == "zh-CN");
  CHECK(ChooseLanguage({"en-GB", "de"}) == "en-GB");
  // The service answers in English; questions of a policy may be there in that language all the same.
  CHECK(ChooseLanguage({"fr-FR", "it"}) == "fr-FR");
  CHECK(ChooseLanguage({}).empty());
}

TEST_CASE("what is no tag is passed over") {
  CHECK(ChooseLanguage({"", "de DE", "de\r\nX: y", "de-" + std::string(33, 'x'), "fr"}) == "fr");
  CHECK(ChooseLanguage({"\xe4\xb8\xad", "x"}).empty());
}

}  // namespace
}  // namespace gatehouse::test
