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

TEST_CASE("the filter is on unless somebody says otherwise, or a policy is known to watch only") {
  CHECK(IsFilterOn(std::nullopt, ""));
  CHECK(IsFilterOn(std::nullopt, "enforce"));
  CHECK(IsFilterOn(std::nullopt, "Observe"));
  CHECK_FALSE(IsFilterOn(std::nullopt, "observe"));
  CHECK(IsFilterOn(1, "observe"));
  CHECK_FALSE(IsFilterOn(0, "enforce"));
}

TEST_CASE("choices that nobody knows are the strict ones") {
  CHECK(ParseWhenProviderCrashes("system-providers") == WhenProviderCrashes::kSystemProviders);
  CHECK(ParseWhenProviderCrashes("Enforce") == WhenProviderCrashes::kEnforce);
  CHECK(ParseRemoteWithoutPassword("report") == RemoteWithoutPassword::kReport);
  CHECK(ParseRemoteWithoutPassword("allow") == RemoteWithoutPassword::kDeny);
}

}  // namespace
}  // namespace gatehouse::test
