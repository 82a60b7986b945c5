#include <doctest/doctest.h>

#include "logon_host/tile_events.h"
#include "provider/credential.h"
#include "win/unique_handle.h"

namespace gatehouse::test {
namespace {

// A trip of one interface into the multithreaded apartment and back.
struct Trip {
  IStream* there = nullptr;
  IStream* back = nullptr;
};

DWORD WINAPI PassOn(void* argument) {
  auto& trip = *static_cast<Trip*>(argument);
  if (FAILED(CoInitializeEx(nullptr, COINIT_MULTITHREADED))) return 1;
  {
    ComPtr<ICredentialProviderCredential> credential;
    if (SUCCEEDED(CoGetInterfaceAndReleaseStream(trip.there, __uuidof(ICredentialProviderCredential),
                                                 credential.put_void()))) {
      CoMarshalInterThreadInterfaceInStream(__uuidof(ICredentialProviderCredential), credential.get(), &trip.back);
    }
  }
  CoUninitialize();
  return 0;
}

// A tile, in an apartment of its own.
class Scene {
 public:
  Scene() : apartment_(CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED)) {
    REQUIRE(SUCCEEDED(apartment_));
    const auto link = std::make_shared<ServiceLink>(Hello{});
    ComPtr<Credential> tile;
    *tile.put() = new Credential(std::make_shared<TileSession>(link, TextsFor("en"), PipeScenario::kLogon, "", ""),
                                 std::make_shared<HostEvents>(), LogonMessageType::kInteractiveLogon);
    credential = tile.As<ICredentialProviderCredential>();
  }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;
  ~Scene() {
    credential = {};
    CoUninitialize();
  }

  ComPtr<ICredentialProviderCredential> credential;

 private:
  HRESULT apartment_;
};

TEST_CASE("a tile that our thread hands to LogonUI is the pointer that LogonUI knows") {
  const Scene scene;
  Trip trip;
  REQUIRE(CoMarshalInterThreadInterfaceInStream(__uuidof(ICredentialProviderCredential), scene.credential.get(),
                                                &trip.there) == S_OK);
  const UniqueHandle thread(CreateThread(nullptr, 0, PassOn, &trip, 0, nullptr));
  REQUIRE(thread);
  DWORD index = 0;
  HANDLE waited = thread.get();
  REQUIRE(CoWaitForMultipleHandles(0, INFINITE, 1, &waited, &index) == S_OK);
  REQUIRE(trip.back != nullptr);
  ComPtr<ICredentialProviderCredential> returned;
  REQUIRE(CoGetInterfaceAndReleaseStream(trip.back, __uuidof(ICredentialProviderCredential), returned.put_void()) ==
          S_OK);
  CHECK(returned.get() == scene.credential.get());
}

TEST_CASE("closed events hold nothing of LogonUI, whoever still holds them") {
  const Scene scene;
  const auto events = host::Create<host::TileEvents>(0, scene.credential.get(), std::make_shared<host::ShownTile>());
  const auto shared = std::make_shared<SharedEvents>(scene.credential.get(), events.get());
  CHECK(shared->Marshal());
  CHECK(shared->Direct());
  shared->Close();
  CHECK_FALSE(shared->Marshal());
  CHECK_FALSE(shared->Direct());
  events->AddRef();
  CHECK(events->Release() == 1);
}

}  // namespace
}  // namespace gatehouse::test
