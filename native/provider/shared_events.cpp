#include "provider/shared_events.h"

#include <mutex>
#include <utility>

#include "win/apartment_wait.h"

namespace gatehouse {
namespace {

template <typename T>
DWORD Register(IGlobalInterfaceTable& table, T* object) noexcept {
  DWORD cookie = 0;
  return SUCCEEDED(table.RegisterInterfaceInGlobal(object, __uuidof(T), &cookie)) ? cookie : 0;
}

template <typename T>
ComPtr<T> Fetch(IGlobalInterfaceTable& table, DWORD cookie) noexcept {
  ComPtr<T> object;
  if (cookie != 0) table.GetInterfaceFromGlobal(cookie, __uuidof(T), object.put_void());
  return object;
}

}  // namespace

SharedEvents::SharedEvents(ICredentialProviderCredential* credential,
                           ICredentialProviderCredentialEvents* events) noexcept
    : direct_{ComPtr(credential), ComPtr(events)}, all_fetched_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {
  if (!all_fetched_) return;
  if (FAILED(CoCreateInstance(CLSID_StdGlobalInterfaceTable, nullptr, CLSCTX_INPROC_SERVER, IID_IGlobalInterfaceTable,
                              table_.put_void()))) {
    return;
  }
  credential_cookie_ = Register(*table_.get(), credential);
  events_cookie_ = Register(*table_.get(), events);
}

void SharedEvents::Close() noexcept {
  bool fetching = false;
  {
    const std::lock_guard guard(lock_);
    closed_ = true;
    fetching = fetches_ > 0;
  }
  if (fetching) WaitServingCalls(all_fetched_.get());
  for (DWORD* cookie : {&credential_cookie_, &events_cookie_}) {
    if (const DWORD registered = std::exchange(*cookie, 0); registered != 0) {
      table_->RevokeInterfaceFromGlobal(registered);
    }
  }
  direct_ = {};
}

SharedEvents::Pair SharedEvents::Marshal() noexcept {
  if (!table_ || !BeginFetch()) return {};
  Pair pair{Fetch<ICredentialProviderCredential>(*table_.get(), credential_cookie_),
            Fetch<ICredentialProviderCredentialEvents>(*table_.get(), events_cookie_)};
  return EndFetch() ? std::move(pair) : Pair{};
}

bool SharedEvents::BeginFetch() noexcept {
  const std::lock_guard guard(lock_);
  if (closed_) return false;
  ++fetches_;
  return true;
}

bool SharedEvents::EndFetch() noexcept {
  const std::lock_guard guard(lock_);
  if (--fetches_ == 0 && closed_) SetEvent(all_fetched_.get());
  return !closed_;
}

}  // namespace gatehouse
