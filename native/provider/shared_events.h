#pragma once

#include <atomic>

#include "provider/com_ptr.h"
#include "provider/credential_provider_abi.h"

namespace gatehouse {

// LogonUI's ear for one tile together with the tile as LogonUI knows it, reachable from our own thread too: both are
// registered in the Global Interface Table, so that the other apartment gets proxies
// (learn.microsoft.com/windows/win32/com/when-to-use-the-global-interface-table). Where one of them cannot be
// marshalled, other threads get nothing, and what changed is painted at the next call that LogonUI makes.
class SharedEvents {
 public:
  struct Pair {
    ComPtr<ICredentialProviderCredential> credential;
    ComPtr<ICredentialProviderCredentialEvents> events;
    explicit operator bool() const noexcept { return credential && events; }
  };

  SharedEvents(ICredentialProviderCredential* credential, ICredentialProviderCredentialEvents* events) noexcept;
  SharedEvents(const SharedEvents&) = delete;
  SharedEvents& operator=(const SharedEvents&) = delete;
  ~SharedEvents() { Close(); }

  // Lets go of both, on the thread that gave them: whoever holds the rest later may be in another apartment, where
  // LogonUI's objects must not be released.
  void Close() noexcept;

  // For the thread that gave the interfaces. Empty once closed.
  [[nodiscard]] Pair Direct() const noexcept { return direct_; }
  // For any other thread; may be empty.
  [[nodiscard]] Pair Marshal() const noexcept;

 private:
  Pair direct_;
  ComPtr<IGlobalInterfaceTable> table_;
  std::atomic<DWORD> credential_cookie_ = 0;
  std::atomic<DWORD> events_cookie_ = 0;
};

}  // namespace gatehouse
