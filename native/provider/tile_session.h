#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "core/tile.h"
#include "provider/incoming_credential.h"
#include "provider/shared_events.h"
#include "provider/texts.h"
#include "win/service_link.h"
#include "win/settings.h"

namespace gatehouse {

// What LogonUI is told at the end of one submission.
struct LogonOutcome {
  std::optional<GrantedLogon> logon;
  // The password was changed: what the person is told.
  std::optional<std::string> done;
  std::optional<ScreenMessage> status;
};

// One tile between LogonUI's thread and the link's: the conversation, its lock, and who paints.
//
// LogonUI's thread waits in Exchange only. While it does (`busy_`) the link's thread changes the tile and wakes it;
// otherwise the link's thread paints what came. The lock is never held while LogonUI or the pipe is called.
class TileSession final : public ServiceLink::Listener {
 public:
  // Who waits: Connect with a person who may cancel, or GetSerialization with nobody.
  class Waiter {
   public:
    [[nodiscard]] virtual bool GoesOn() noexcept = 0;
    virtual void Say(std::string_view text) = 0;

   protected:
    ~Waiter() = default;
  };

  TileSession(std::shared_ptr<ServiceLink> link, const Texts& texts, PipeScenario scenario, std::string sid,
              std::string user_name);

  void Attach(ICredentialProviderCredential* credential, ICredentialProviderCredentialEvents* events);
  void Detach() noexcept;

  void Select();
  void Deselect();
  [[nodiscard]] bool Type(Slot slot, SecretBytes value);
  [[nodiscard]] bool Choose(Slot slot, std::size_t option);
  // As if the person had typed it. False when the sign-in screen is not there to take it.
  [[nodiscard]] bool Fill(const IncomingCredential& incoming);
  // Shows a text on the sign-in screen, until the person submits it.
  void Notice(std::string_view text);
  [[nodiscard]] bool FollowLink(Slot slot);

  // Reads the tile's fields under its lock.
  template <typename Read>
  auto WithPool(Read read) {
    const std::lock_guard guard(lock_);
    return read(std::as_const(tile_).pool());
  }
  [[nodiscard]] const std::string& sid() const noexcept { return sid_; }

  // Submits what the tile holds and waits for what comes of it; the outcome is kept for Conclude.
  void Exchange(Waiter& waiter);
  // Gives up the exchange that is under way in another call.
  void Interrupt() noexcept { interrupted_ = true; }
  // The outcome of the last Exchange, or of one made now where the host does not call Connect; paints the tile.
  [[nodiscard]] LogonOutcome Conclude();
  // Windows' verdict. Wipes every secret and begins anew.
  void Report(std::uint32_t nt_status, std::uint32_t sub_status);

  void OnLinkUp() noexcept override;
  void OnLinkDown() noexcept override;
  void OnFrame(Frame& frame) noexcept override;

 private:
  enum class Readiness { kReady, kCancelled, kServiceDown, kNoAnswer };

  // From here to WaitForChange: tile_exchange.cpp, with Exchange.
  [[nodiscard]] LogonOutcome Converse(Waiter& waiter);
  [[nodiscard]] Readiness AwaitReady(Waiter& waiter, const Settings& settings);
  [[nodiscard]] LogonOutcome AwaitAnswer(Waiter& waiter);
  [[nodiscard]] std::optional<LogonOutcome> TakeAnswer();
  // What was decided meanwhile and cannot be given up, else `otherwise`.
  [[nodiscard]] LogonOutcome GiveUpAnswer(LogonOutcome otherwise);
  [[nodiscard]] LogonOutcome ServiceDown(const Settings& settings);
  [[nodiscard]] std::optional<GrantedLogon> BreakGlass(const Settings& settings);
  // The service is there but opened no conversation: its fault, if it said one.
  [[nodiscard]] LogonOutcome Refused();
  [[nodiscard]] static LogonOutcome Failure(std::string_view text);
  [[nodiscard]] bool GoesOn(Waiter& waiter) const noexcept { return !interrupted_ && waiter.GoesOn(); }
  void WaitForChange() const noexcept;

  // With the lock held: the frame that opens a conversation, when there can be one and is none, and the last one did
  // not just end in a fault.
  [[nodiscard]] std::vector<Frame> BeginIfClosed();
  void Open();
  [[nodiscard]] std::shared_ptr<SharedEvents> Events();
  void PaintDirectly();
  void PaintFromLink();
  void PaintOn(const SharedEvents::Pair& shared);

  const PipeScenario scenario_;
  const std::string sid_;
  const Texts& texts_;
  const std::shared_ptr<ServiceLink> link_;
  const UniqueHandle changed_;
  std::atomic<bool> interrupted_ = false;

  SrwLock lock_;
  // All below are guarded by lock_.
  Tile tile_;
  bool selected_ = false;
  bool busy_ = false;
  bool lost_ = false;        // the pipe broke while an answer was awaited
  bool in_doubt_ = false;    // the same, with a new password under way
  ULONGLONG reopen_at_ = 0;  // in GetTickCount64 milliseconds
  std::optional<LogonOutcome> outcome_;
  std::string notice_;
  // Held from Advise to UnAdvise, so that the link's thread never paints on a tile that is gone.
  std::shared_ptr<SharedEvents> events_;
};

}  // namespace gatehouse
