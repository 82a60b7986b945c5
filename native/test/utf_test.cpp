#include "core/utf.h"

#include <doctest/doctest.h>

#include "test/hex.h"

namespace gatehouse::test {
namespace {

TEST_CASE("overlong, surrogate, truncated and too large UTF-8 is refused") {
  for (const char* hex : {"c080", "c0af", "c1bf", "e08080", "f0808080", "eda080", "edbfbf", "f4908080", "f8888080",
                          "80", "bf", "c3", "e282", "f09f91", "c328", "e28228", "ff", "fe"}) {
    CAPTURE(hex);
    CHECK_FALSE(IsUtf8(FromHex(hex)));
    CHECK_FALSE(Utf8ToUtf16<std::u16string>(FromHex(hex)).has_value());
  }
}

TEST_CASE("umlauts, Han and emoji survive the way to UTF-16 and back") {
  const std::u16string text = u"J\u00fcrgen \u5bc6\u7801 \U0001f511 \uffff\U0010ffff";
  const auto utf8 = Utf16ToUtf8(text);
  REQUIRE(utf8.has_value());
  CHECK(IsUtf8(*utf8));
  CHECK(Utf8ToUtf16<std::u16string>(*utf8).value() == text);
}

TEST_CASE("a lone surrogate has no UTF-8") {
  for (const std::u16string& text :
       {std::u16string{0xD800}, std::u16string{0xDC00}, std::u16string{0xD800, u'a'}, std::u16string{0xDC00, 0xD800}}) {
    CHECK_FALSE(Utf16ToUtf8(text).has_value());
  }
}

}  // namespace
}  // namespace gatehouse::test
