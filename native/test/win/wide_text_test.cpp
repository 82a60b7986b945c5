#include "win/wide_text.h"

#include <doctest/doctest.h>
#include <objbase.h>

namespace gatehouse::test {
namespace {

TEST_CASE("texts survive the way to Windows and back") {
  const std::wstring wide = L"J\u00fcrgen \u5bc6 \U0001f511";
  CHECK(Widen(Narrow(wide)) == wide);
  CHECK(Narrow(std::wstring(1, static_cast<wchar_t>(0xD800))).empty());
  CHECK(Widen("\xc3\x28").empty());
}

TEST_CASE("a secret goes to task memory terminated, and not at all when it is not UTF-8") {
  wchar_t* copy = SecretToTaskMemory(ToSecret("p\xc3\xa4ss"));
  REQUIRE(copy != nullptr);
  CHECK(std::wstring(copy) == L"p\u00e4ss");
  CoTaskMemFree(copy);
  CHECK(SecretToTaskMemory(ToSecret("\xff")) == nullptr);
}

}  // namespace
}  // namespace gatehouse::test
