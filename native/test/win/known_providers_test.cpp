#include "provider/known_providers.h"

#include <doctest/doctest.h>

#include "provider/guids.h"

namespace gatehouse::test {
namespace {

TEST_CASE("a provider has a CLSID, or the short name of one of Windows") {
  CHECK(ProviderOfName(kProviderClsidText) == kProviderClsid);
  const GUID pin = {0xd6886603, 0x9d2f, 0x4eb2, {0xb6, 0x67, 0x19, 0x71, 0x04, 0x1f, 0xa9, 0x6b}};
  CHECK(ProviderOfName(L"windows-hello-pin") == pin);
  CHECK(ProviderOfName(L"{D6886603-9D2F-4EB2-B667-1971041FA96B}") == pin);
}

TEST_CASE("anything else names nobody") {
  for (const wchar_t* name : {L"", L"Windows Hello", L"d6886603-9d2f-4eb2-b667-1971041fa96b", L"{}", L"Word.Document",
                              L"{d6886603-9d2f-4eb2-b667-1971041fa96b}{d6886603-9d2f-4eb2-b667-1971041fa96b}"}) {
    CHECK_FALSE(ProviderOfName(name).has_value());
  }
}

}  // namespace
}  // namespace gatehouse::test
