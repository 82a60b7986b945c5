#include "core/service_down.h"

#include <doctest/doctest.h>

namespace gatehouse::test {
namespace {

TEST_CASE("a choice that nobody knows denies (R5)") {
  CHECK(ParseWhenServiceDown("allow") == WhenServiceDown::kDeny);
  CHECK(ParseWhenServiceDown("") == WhenServiceDown::kDeny);
  CHECK(ParseWhenServiceDown("Break-Glass") == WhenServiceDown::kDeny);
  CHECK(ParseWhenServiceDown("deny") == WhenServiceDown::kDeny);
  CHECK(ParseWhenServiceDown("break-glass") == WhenServiceDown::kBreakGlass);
  CHECK(ParseWhenServiceDown("system-providers") == WhenServiceDown::kSystemProviders);
}

TEST_CASE("only a listed SID breaks the glass, and nobody when the list is empty (R5)") {
  CHECK_FALSE(IsBreakGlassSid({}, "S-1-5-21-1-2-3-500"));
  CHECK_FALSE(IsBreakGlassSid({}, ""));
  CHECK_FALSE(IsBreakGlassSid({""}, ""));
  CHECK_FALSE(IsBreakGlassSid({"S-1-5-21-1-2-3-5"}, "S-1-5-21-1-2-3-500"));
  CHECK(IsBreakGlassSid({"S-1-5-21-1-2-3-5", "S-1-5-21-1-2-3-500"}, "S-1-5-21-1-2-3-500"));
}

}  // namespace
}  // namespace gatehouse::test
