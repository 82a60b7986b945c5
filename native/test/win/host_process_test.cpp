#include "win/host_process.h"

#include <doctest/doctest.h>

#include "provider/provider.h"

namespace gatehouse::test {
namespace {

constexpr std::wstring_view kFolder = L"C:\\Windows\\System32";

TEST_CASE("only consent.exe of the system folder, as SYSTEM, is the prompt of User Account Control") {
  CHECK(IsElevationPrompt(L"C:\\Windows\\System32\\consent.exe", kFolder, true));
  CHECK(IsElevationPrompt(L"c:\\WINDOWS\\system32\\Consent.EXE", kFolder, true));
  CHECK_FALSE(IsElevationPrompt(L"C:\\Windows\\System32\\consent.exe", kFolder, false));
  CHECK_FALSE(IsElevationPrompt(L"C:\\Windows\\SysWOW64\\consent.exe", kFolder, true));
  CHECK_FALSE(IsElevationPrompt(L"C:\\Temp\\consent.exe", kFolder, true));
  CHECK_FALSE(IsElevationPrompt(L"C:\\Windows\\System32\\mstsc.exe", kFolder, true));
  CHECK_FALSE(IsElevationPrompt(L"C:\\Windows\\System32\\a\\consent.exe", kFolder, true));
  CHECK_FALSE(IsElevationPrompt(L"\\consent.exe", L"", true));
  CHECK_FALSE(IsElevationPrompt());
}

HRESULT ScenarioIn(ProviderHost made_for, CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario) {
  ComPtr<Provider> provider;
  *provider.put() = new Provider(made_for);
  return provider->SetUsageScenario(scenario, 0);
}

TEST_CASE("credentials are asked for in the prompt of User Account Control, and in no other program") {
  CHECK(ScenarioIn({true, false}, CPUS_CREDUI) == S_OK);
  CHECK(ScenarioIn({}, CPUS_CREDUI) == E_NOTIMPL);
  CHECK(ScenarioIn({true, false}, CPUS_PLAP) == E_NOTIMPL);
}

TEST_CASE("the prompt of User Account Control has tiles that wait in GetSerialization, and none submits itself") {
  ComPtr<Provider> provider;
  *provider.put() = new Provider({true, false});
  REQUIRE(provider->SetUsageScenario(CPUS_CREDUI, 0) == S_OK);
  DWORD count = 0;
  DWORD default_index = 0;
  BOOL auto_logon = TRUE;
  REQUIRE(provider->GetCredentialCount(&count, &default_index, &auto_logon) == S_OK);
  CHECK(count == 1);
  CHECK(auto_logon == FALSE);
  ComPtr<ICredentialProviderCredential> tile;
  REQUIRE(provider->GetCredentialAt(0, tile.put()) == S_OK);
  CHECK_FALSE(static_cast<bool>(tile.As<IConnectableCredentialProviderCredential>()));
}

}  // namespace
}  // namespace gatehouse::test
