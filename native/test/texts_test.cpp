#include "provider/texts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "core/ui_language.h"
#include "core/utf.h"

namespace gatehouse::test {
namespace {

struct Catalogue {
  const char* tag;
  const Texts& texts;
};

std::vector<Catalogue> Catalogues() {
  return {{"en", TextsFor("en-US")}, {"de", TextsFor("de-DE")}, {"zh", TextsFor("zh-CN")}};
}

std::vector<std::string_view> SentencesOf(const Texts& texts) {
  return {texts.sign_in,
          texts.change_password,
          texts.waiting_for_service,
          texts.waiting_for_answer,
          texts.service_down,
          texts.service_down_other_options,
          texts.service_down_no_change,
          texts.service_not_trusted,
          texts.connection_lost,
          texts.no_answer,
          texts.change_in_doubt,
          texts.wrong_account,
          texts.unusable_answer,
          texts.internal_failure,
          texts.remote_without_password,
          texts.reduced};
}

// Every text that Texts has: one that is added and not listed above makes this fail.
static_assert(sizeof(Texts) == (kSlotCount + 16) * sizeof(std::string_view));

bool HasHan(std::string_view text) {
  const auto units = Utf8ToUtf16<std::u16string>(ToSecret(text)).value();
  return std::any_of(units.begin(), units.end(), [](char16_t unit) { return unit >= 0x4e00 && unit < 0xa000; });
}

TEST_CASE("every text is there in every language, and none was left in English") {
  CHECK(Catalogues().size() == kLanguageCount);
  const auto english = SentencesOf(TextsFor("en"));
  for (const Catalogue& catalogue : Catalogues()) {
    CAPTURE(catalogue.tag);
    const auto sentences = SentencesOf(catalogue.texts);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      CAPTURE(std::string(english[i]));
      CHECK_FALSE(sentences[i].empty());
      CHECK(IsUtf8(ToSecret(sentences[i])));
      CHECK((sentences[i] == english[i]) == (catalogue.tag == std::string("en")));
      CHECK(HasHan(sentences[i]) == (catalogue.tag == std::string("zh")));
    }
  }
}

TEST_CASE("a label names its field and no other, for Narrator") {
  for (const Catalogue& catalogue : Catalogues()) {
    CAPTURE(catalogue.tag);
    std::set<std::string_view> labels;
    for (const std::string_view label : catalogue.texts.labels) {
      CHECK_FALSE(label.empty());
      labels.insert(label);
    }
    CHECK(labels.size() == kSlotCount);
    // The product's name is the same everywhere; that of every other field is of the language.
    for (std::size_t i = IndexOf(Slot::kTitle); i < kSlotCount; ++i) {
      CAPTURE(kSlotNames[i]);
      CHECK(HasHan(catalogue.texts.labels[i]) == (catalogue.tag == std::string("zh")));
    }
  }
}

TEST_CASE("what has no texts is spoken to in English") {
  for (const char* tag : {"", "fr", "zh-TW", "x"}) CHECK(&TextsFor(tag) == &TextsFor("en"));
}

}  // namespace
}  // namespace gatehouse::test
