#pragma once

#include "provider/com_ptr.h"
#include "provider/credential_provider_abi.h"
#include "win/srw_lock.h"
#include "win/unique_handle.h"

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
  // LogonUI's objects must not be released. Waits for threads in Marshal, serving the calls that they make to us: the
  // table leaves it to its users that nothing is revoked while it is being fetched (learn.microsoft.com/windows/win32/
  // api/objidl/nf-objidl-iglobalinterfacetable-getinterfacefromglobal).
  void Close() noexcept;

  // For the thread that gave the interfaces. Empty once closed.
  [[nodiscard]] Pair Direct() const noexcept { return direct_; }
  // For any other thread; may be empty, and is once closed.
  [[nodiscard]] Pair Marshal() noexcept;

 private:
  // False once closed.
  [[nodiscard]] bool BeginFetch() noexcept;
  [[nodiscard]] bool EndFetch() noexcept;

  Pair direct_;
  ComPtr<IGlobalInterfaceTable> table_;
  // Set when the last fetch ends of those that were under way at Close.
  const UniqueHandle all_fetched_;
  // Read between BeginFetch and EndFetch, or by Close when nobody fetches any more.
  DWORD credential_cookie_ = 0;
  DWORD events_cookie_ = 0;

  SrwLock lock_;
  bool closed_ = false;   // guarded by lock_
  unsigned fetches_ = 0;  // guarded by lock_
};

}  // namespace gatehouse
