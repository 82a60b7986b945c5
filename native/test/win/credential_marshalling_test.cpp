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
                                 std::make_shared<HostEvents>(), Credential::Use{LogonMessageType::kInteractiveLogon});
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

// An object that another apartment reaches through this one only: the way to it is a call that has to be served here.
class Homebound final : public host::ComBase<Homebound, IUnknown> {};

// A host's ear that is slow to be fetched by another thread, and needs its own apartment for it, as LogonUI's does.
class SlowEvents final : public host::ComBase<SlowEvents, ICredentialProviderCredentialEvents> {
 public:
  SlowEvents() {
    CoCreateFreeThreadedMarshaler(this, marshaller_.put());
    CoCreateInstance(CLSID_StdGlobalInterfaceTable, nullptr, CLSCTX_INPROC_SERVER, IID_IGlobalInterfaceTable,
                     table_.put_void());
    table_->RegisterInterfaceInGlobal(host::Create<Homebound>().get(), IID_IUnknown, &homebound_);
  }
  ~SlowEvents() { table_->RevokeInterfaceFromGlobal(homebound_); }

  [[nodiscard]] HANDLE entered() const noexcept { return entered_.get(); }
  [[nodiscard]] bool is_fetched() const noexcept { return fetched_; }

  IFACEMETHODIMP
  QueryInterface(REFIID riid, void** object) noexcept override {
    if (GetCurrentThreadId() != home_) {
      SetEvent(entered_.get());
      Sleep(100);
      ComPtr<IUnknown> proxy;
      fetched_ = SUCCEEDED(table_->GetInterfaceFromGlobal(homebound_, IID_IUnknown, proxy.put_void()));
    }
    return ComBase::QueryInterface(riid, object);
  }
  HRESULT QueryMore(REFIID riid, void** object) noexcept {
    return riid == __uuidof(IMarshal) ? marshaller_->QueryInterface(riid, object) : E_NOINTERFACE;
  }

  using Tile = ICredentialProviderCredential;
  IFACEMETHODIMP
  SetFieldState(Tile*, DWORD, CREDENTIAL_PROVIDER_FIELD_STATE) noexcept override { return S_OK; }
  IFACEMETHODIMP
  SetFieldInteractiveState(Tile*, DWORD, CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE) noexcept override { return S_OK; }
  IFACEMETHODIMP
  SetFieldString(Tile*, DWORD, LPCWSTR) noexcept override { return S_OK; }
  IFACEMETHODIMP
  SetFieldCheckbox(Tile*, DWORD, BOOL, LPCWSTR) noexcept override { return S_OK; }
  IFACEMETHODIMP
  SetFieldBitmap(Tile*, DWORD, HBITMAP) noexcept override { return S_OK; }
  IFACEMETHODIMP
  SetFieldComboBoxSelectedItem(Tile*, DWORD, DWORD) noexcept override { return S_OK; }
  IFACEMETHODIMP
  DeleteFieldComboBoxItem(Tile*, DWORD, DWORD) noexcept override { return S_OK; }
  IFACEMETHODIMP
  AppendFieldComboBoxItem(Tile*, DWORD, LPCWSTR) noexcept override { return S_OK; }
  IFACEMETHODIMP
  SetFieldSubmitButton(Tile*, DWORD, DWORD) noexcept override { return S_OK; }
  IFACEMETHODIMP
  OnCreatingWindow(HWND*) noexcept override { return E_NOTIMPL; }

 private:
  const DWORD home_ = GetCurrentThreadId();
  const UniqueHandle entered_{CreateEventW(nullptr, TRUE, FALSE, nullptr)};
  ComPtr<IUnknown> marshaller_;
  ComPtr<IGlobalInterfaceTable> table_;
  DWORD homebound_ = 0;
  std::atomic<bool> fetched_ = false;
};

DWORD WINAPI FetchInThread(void* shared) {
  if (FAILED(CoInitializeEx(nullptr, COINIT_MULTITHREADED))) return 0;
  const bool got = static_cast<bool>(static_cast<SharedEvents*>(shared)->Marshal());
  CoUninitialize();
  return got ? 1 : 2;
}

TEST_CASE("closing waits for a thread that is fetching, serves it meanwhile, and gives it nothing to paint on") {
  const Scene scene;
  const auto events = host::Create<SlowEvents>();
  const auto shared = std::make_shared<SharedEvents>(scene.credential.get(), events.get());
  const UniqueHandle thread(CreateThread(nullptr, 0, FetchInThread, shared.get(), 0, nullptr));
  REQUIRE(thread);
  REQUIRE(WaitForSingleObject(events->entered(), 20'000) == WAIT_OBJECT_0);
  shared->Close();
  CHECK(events->is_fetched());
  DWORD index = 0;
  HANDLE waited = thread.get();
  REQUIRE(CoWaitForMultipleHandles(0, 20'000, 1, &waited, &index) == S_OK);
  DWORD fetched = 0;
  REQUIRE(GetExitCodeThread(thread.get(), &fetched));
  CHECK(fetched == 2);
}

}  // namespace
}  // namespace gatehouse::test
