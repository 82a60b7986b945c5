#pragma once

#include "provider/com_ptr.h"
#include "provider/credential_provider_abi.h"

namespace gatehouse {

// LogonUI's ear for one tile, reachable from our own thread too: the interface is registered in the Global Interface
// Table, so that the other apartment gets a proxy
// (learn.microsoft.com/windows/win32/com/when-to-use-the-global-interface-table). Where the host's object cannot be
// marshalled, other threads get nothing, and what changed is painted at the next call that LogonUI makes.
class SharedEvents {
 public:
  explicit SharedEvents(ICredentialProviderCredentialEvents* events) noexcept;
  SharedEvents(const SharedEvents&) = delete;
  SharedEvents& operator=(const SharedEvents&) = delete;
  ~SharedEvents();

  // For the thread that gave the interface.
  [[nodiscard]] ICredentialProviderCredentialEvents* direct() const noexcept { return events_.get(); }
  // For any other thread; may be empty.
  [[nodiscard]] ComPtr<ICredentialProviderCredentialEvents> Marshal() const noexcept;

 private:
  ComPtr<ICredentialProviderCredentialEvents> events_;
  ComPtr<IGlobalInterfaceTable> table_;
  DWORD cookie_ = 0;
};

}  // namespace gatehouse
