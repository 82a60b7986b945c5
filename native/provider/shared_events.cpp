#include "provider/shared_events.h"

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
    : direct_{ComPtr(credential), ComPtr(events)} {
  if (FAILED(CoCreateInstance(CLSID_StdGlobalInterfaceTable, nullptr, CLSCTX_INPROC_SERVER, IID_IGlobalInterfaceTable,
                              table_.put_void()))) {
    return;
  }
  credential_cookie_ = Register(*table_.get(), credential);
  events_cookie_ = Register(*table_.get(), events);
}

void SharedEvents::Close() noexcept {
  for (std::atomic<DWORD>* cookie : {&credential_cookie_, &events_cookie_}) {
    if (const DWORD registered = cookie->exchange(0); registered != 0) table_->RevokeInterfaceFromGlobal(registered);
  }
  direct_ = {};
}

SharedEvents::Pair SharedEvents::Marshal() const noexcept {
  if (!table_) return {};
  return {Fetch<ICredentialProviderCredential>(*table_.get(), credential_cookie_),
          Fetch<ICredentialProviderCredentialEvents>(*table_.get(), events_cookie_)};
}

}  // namespace gatehouse
