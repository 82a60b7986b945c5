#include "win/settings.h"

#include <doctest/doctest.h>

#include <string_view>

#include "win/registry.h"
#include "win/unique_handle.h"

namespace gatehouse::test {
namespace {

// Values of a test, removed at its end.
class Values {
 public:
  Values() { Clear(); }
  Values(const Values&) = delete;
  Values& operator=(const Values&) = delete;
  ~Values() { Clear(); }

  void Write(const wchar_t* key, const wchar_t* name, DWORD type, const void* data, std::size_t size) const {
    UniqueRegistryKey opened;
    REQUIRE(RegCreateKeyExW(HKEY_LOCAL_MACHINE, key, 0, nullptr, 0, KEY_SET_VALUE, nullptr, opened.put(), nullptr) ==
            ERROR_SUCCESS);
    REQUIRE(RegSetValueExW(opened.get(), name, 0, type, static_cast<const BYTE*>(data), static_cast<DWORD>(size)) ==
            ERROR_SUCCESS);
  }
  void Write(const wchar_t* key, const wchar_t* name, std::wstring_view text, DWORD type = REG_SZ) const {
    const std::wstring terminated(text);
    Write(key, name, type, terminated.c_str(), (terminated.size() + 1) * sizeof(wchar_t));
  }
  void Write(const wchar_t* key, const wchar_t* name, DWORD number) const {
    Write(key, name, REG_DWORD, &number, sizeof(number));
  }

 private:
  static void Clear() {
    for (const wchar_t* key : {kPolicyKey, kInstallKey}) {
      for (const wchar_t* name : {L"ServiceWaitSeconds", L"WhenServiceDown", L"BreakGlassSids"}) {
        RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, key, name);
      }
    }
  }
};

TEST_CASE("without any value the glass can be broken by nobody, after 30 seconds (R5)") {
  const Values values;
  const Settings settings = ReadSettings();
  CHECK(settings.service_wait_ms == 30'000);
  CHECK(settings.when_service_down == WhenServiceDown::kBreakGlass);
  CHECK(settings.break_glass_sids.empty());
}

TEST_CASE("a policy value goes over an install-time value") {
  const Values values;
  values.Write(kInstallKey, L"WhenServiceDown", L"system-providers");
  values.Write(kInstallKey, L"ServiceWaitSeconds", 5);
  CHECK(ReadSettings().when_service_down == WhenServiceDown::kSystemProviders);
  CHECK(ReadSettings().service_wait_ms == 5'000);
  values.Write(kPolicyKey, L"WhenServiceDown", L"deny");
  CHECK(ReadSettings().when_service_down == WhenServiceDown::kDeny);
}

TEST_CASE("the wait has a ceiling, and a value of another type is not taken") {
  const Values values;
  values.Write(kInstallKey, L"ServiceWaitSeconds", 3600);
  CHECK(ReadSettings().service_wait_ms == 30'000);
  values.Write(kInstallKey, L"ServiceWaitSeconds", L"1");
  CHECK(ReadSettings().service_wait_ms == 30'000);
}

TEST_CASE("the break-glass accounts are a list of SIDs") {
  const Values values;
  values.Write(kPolicyKey, L"BreakGlassSids", std::wstring_view(L"S-1-5-21-1-2-3-500\0S-1-5-21-1-2-3-1001\0", 39),
               REG_MULTI_SZ);
  const Settings settings = ReadSettings();
  REQUIRE(settings.break_glass_sids.size() == 2);
  CHECK(settings.break_glass_sids[0] == "S-1-5-21-1-2-3-500");
  CHECK(settings.break_glass_sids[1] == "S-1-5-21-1-2-3-1001");
}

}  // namespace
}  // namespace gatehouse::test
