#include "provider/shared_events.h"

namespace gatehouse {

SharedEvents::SharedEvents(ICredentialProviderCredentialEvents* events) noexcept : events_(events) {
  if (FAILED(CoCreateInstance(CLSID_StdGlobalInterfaceTable, nullptr, CLSCTX_INPROC_SERVER, IID_IGlobalInterfaceTable,
                              table_.put_void()))) {
    return;
  }
  if (FAILED(table_->RegisterInterfaceInGlobal(events, __uuidof(ICredentialProviderCredentialEvents), &cookie_))) {
    cookie_ = 0;
  }
}

SharedEvents::~SharedEvents() {
  if (cookie_ != 0) table_->RevokeInterfaceFromGlobal(cookie_);
}

ComPtr<ICredentialProviderCredentialEvents> SharedEvents::Marshal() const noexcept {
  ComPtr<ICredentialProviderCredentialEvents> events;
  if (cookie_ != 0) {
    table_->GetInterfaceFromGlobal(cookie_, __uuidof(ICredentialProviderCredentialEvents), events.put_void());
  }
  return events;
}

}  // namespace gatehouse
