#include "provider/registration.h"

#include <doctest/doctest.h>

#include <string>

#include "provider/guids.h"
#include "win/registry.h"

namespace gatehouse::test {
namespace {

const std::wstring kClassKey = std::wstring(L"SOFTWARE\\Classes\\CLSID\\") + kProviderClsidText;
const std::wstring kProviderKey =
    std::wstring(L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\Credential Providers\\") +
    kProviderClsidText;

const std::wstring kFilterKey =
    std::wstring(L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\Credential Provider Filters\\") +
    kFilterClsidText;

TEST_CASE("registration writes classes, provider and filter, removal leaves none") {
  REQUIRE(RegisterProvider(L"C:\\Program Files\\Gatehouse\\gatehouse-provider.dll") == S_OK);
  const std::wstring server = kClassKey + L"\\InprocServer32";
  CHECK(ReadRegistryString(server.c_str(), nullptr) == L"C:\\Program Files\\Gatehouse\\gatehouse-provider.dll");
  CHECK(ReadRegistryString(server.c_str(), L"ThreadingModel") == L"Apartment");
  CHECK(ReadRegistryString(kProviderKey.c_str(), nullptr) == kProviderName);
  CHECK(ReadRegistryString(kFilterKey.c_str(), nullptr) == kFilterName);
  REQUIRE(UnregisterProvider() == S_OK);
  CHECK_FALSE(ReadRegistryString(server.c_str(), nullptr).has_value());
  CHECK_FALSE(ReadRegistryString(kProviderKey.c_str(), nullptr).has_value());
  CHECK_FALSE(ReadRegistryString(kFilterKey.c_str(), nullptr).has_value());
  CHECK(UnregisterProvider() == S_OK);
}

TEST_CASE("each CLSID is the same in both of its forms") {
  wchar_t text[40] = {};
  REQUIRE(StringFromGUID2(kProviderClsid, text, 40) > 0);
  CHECK(CompareStringOrdinal(text, -1, kProviderClsidText, -1, TRUE) == CSTR_EQUAL);
  REQUIRE(StringFromGUID2(kFilterClsid, text, 40) > 0);
  CHECK(CompareStringOrdinal(text, -1, kFilterClsidText, -1, TRUE) == CSTR_EQUAL);
}

}  // namespace
}  // namespace gatehouse::test
