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

TEST_CASE("registration writes class and provider, removal leaves neither") {
  REQUIRE(RegisterProvider(L"C:\\Program Files\\Gatehouse\\gatehouse-provider.dll") == S_OK);
  const std::wstring server = kClassKey + L"\\InprocServer32";
  CHECK(ReadRegistryString(server.c_str(), nullptr) == L"C:\\Program Files\\Gatehouse\\gatehouse-provider.dll");
  CHECK(ReadRegistryString(server.c_str(), L"ThreadingModel") == L"Apartment");
  CHECK(ReadRegistryString(kProviderKey.c_str(), nullptr) == kProviderName);
  REQUIRE(UnregisterProvider() == S_OK);
  CHECK_FALSE(ReadRegistryString(server.c_str(), nullptr).has_value());
  CHECK_FALSE(ReadRegistryString(kProviderKey.c_str(), nullptr).has_value());
  CHECK(UnregisterProvider() == S_OK);
}

TEST_CASE("the CLSID is the same in both of its forms") {
  wchar_t text[40] = {};
  REQUIRE(StringFromGUID2(kProviderClsid, text, 40) > 0);
  CHECK(CompareStringOrdinal(text, -1, kProviderClsidText, -1, TRUE) == CSTR_EQUAL);
}

}  // namespace
}  // namespace gatehouse::test
