#pragma once

#include <functional>
#include <utility>

#include "provider/com_ptr.h"
#include "provider/credential_provider_abi.h"

namespace gatehouse {

// The provider's line to LogonUI, shared with its tiles: how a followed link gets its tile submitted. LogonUI's thread
// only.
//
// A credential has no call for "submit me now". CredentialsChanged makes LogonUI enumerate again; GetCredentialCount
// then names the tile and asks for autologon, and LogonUI goes through Connect and GetSerialization for it. That is the
// documented way in; that it works in the middle of a conversation is *unproven on Windows*. Where it does not, the
// link is sent when the person presses submit.
class HostEvents {
 public:
  void Attach(ICredentialProviderEvents* events, UINT_PTR context) noexcept {
    events_ = ComPtr(events);
    context_ = context;
  }
  void Detach() noexcept {
    events_ = {};
    drop_ = {};
  }

  // Asks LogonUI to submit this tile by itself. The pointer is compared, never followed.
  void RequestSubmit(const ICredentialProviderCredential* credential) noexcept {
    wanted_ = credential;
    if (events_) events_->CredentialsChanged(context_);
  }
  // A tile holds what a remote session brought. `drop` empties it.
  void Filled(const ICredentialProviderCredential* credential, std::function<void()> drop) {
    filled_ = credential;
    drop_ = std::move(drop);
  }
  // Whoever selects another tile is somebody else: what was brought is not left lying for the one who comes back. Of
  // the filled tile itself, leaving it is what empties it from now on.
  void Selected(const ICredentialProviderCredential* credential) {
    const auto drop = std::exchange(drop_, {});
    if (drop && credential != filled_) drop();
  }
  // The tile that is to be submitted, once.
  [[nodiscard]] const ICredentialProviderCredential* TakeWanted() noexcept { return std::exchange(wanted_, nullptr); }

 private:
  ComPtr<ICredentialProviderEvents> events_;
  UINT_PTR context_ = 0;
  const ICredentialProviderCredential* wanted_ = nullptr;
  const ICredentialProviderCredential* filled_ = nullptr;
  std::function<void()> drop_;
};

}  // namespace gatehouse
