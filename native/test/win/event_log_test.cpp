#include "win/event_log.h"

#include <doctest/doctest.h>

#include <string>

namespace gatehouse::test {
namespace {

TEST_CASE("a string for the event log is what it was, where nothing in it means anything there") {
  CHECK(Insertable(L"CORP\\alice") == L"CORP\\alice");
  CHECK(Insertable(L"爱丽丝 Müller 50 %") == L"爱丽丝 Müller 50 %");
  CHECK(Insertable(L"100 % sure, 5% off") == L"100 % sure, 5% off");
  CHECK(Insertable(L"").empty());
}

TEST_CASE("nothing that is inserted is an insertion of its own") {
  CHECK(Insertable(L"%1") == L"% 1");
  CHECK(Insertable(L"a%9b") == L"a% 9b");
  CHECK(Insertable(L"%%1") == L"% % 1");
  CHECK(Insertable(L"%%%%2") == L"% % % % 2");
  // A name is no message either: these are none of FormatMessage's, which looks into the template alone.
  CHECK(Insertable(L"%n%t") == L"%n%t");
}

TEST_CASE("an entry stays in one line: what controls a terminal or a collector is a blank") {
  CHECK(Insertable(L"a\r\nb\tc") == L"a  b c");
  CHECK(Insertable(std::wstring(L"a\0b", 3)) == L"a b");
  CHECK(Insertable(L"a\x1b[31mb") == L"a [31mb");
  CHECK(Insertable(L"a\x7f\x9b\x85z") == L"a   z");
}

TEST_CASE("a string is cut, and no character is cut in two") {
  CHECK(Insertable(std::wstring(5000, L'x')) == std::wstring(1000, L'x'));
  // U+1F600, two code units, of which the first would be the last that is kept.
  CHECK(Insertable(std::wstring(999, L'x') + L"\U0001F600") == std::wstring(999, L'x'));
  CHECK(Insertable(std::wstring(998, L'x') + L"\U0001F600") == std::wstring(998, L'x') + L"\U0001F600");
  // The blanks come on top: they are ours.
  CHECK(Insertable(std::wstring(1000, L'%')).size() == 1999);
}

}  // namespace
}  // namespace gatehouse::test
