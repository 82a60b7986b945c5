#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/field_pool.h"
#include "core/messages.h"

namespace gatehouse {

// What Windows is to log on with.
struct GrantedLogon {
  std::string domain;
  std::string user_name;
  std::string correlation_id;
  SecretBytes password;
};

// One tile's conversation with the service. Pure: it is told what happened and says which frames to send. Not
// thread-safe: its owner's lock guards it.
//
//   closed ──Begin──> opening ──screen──> ready ──Submit──> awaiting ──screen/fault──> ready/closed
//                                           ^                  │ grant                    │
//                                           └──screen── cancelling <──Cancel──┘           granted ──Report──> closed
class Tile {
 public:
  enum class Phase { kClosed, kOpening, kReady, kAwaiting, kCancelling, kGranted };

  enum class Received {
    kIgnored,   // stale, unasked or for another conversation
    kScreen,    // the pool has changed
    kProgress,  // see progress()
    kGrant,     // see TakeGrant()
    kRefused,   // a grant that this tile must not use: another SID, no name, or no password
    kFault,     // see TakeStatus(); the conversation is over
  };

  // `sid` and `user_name` are empty on the "other user" tile. `sign_in` is what the tile shows while there is no
  // conversation.
  Tile(std::string sid, std::string user_name, Screen sign_in);

  [[nodiscard]] Phase phase() const noexcept { return phase_; }
  [[nodiscard]] std::uint32_t conversation() const noexcept { return conversation_; }
  [[nodiscard]] const std::string& sid() const noexcept { return sid_; }
  [[nodiscard]] const std::string& user_name() const noexcept { return user_name_; }
  [[nodiscard]] FieldPool& pool() noexcept { return pool_; }
  [[nodiscard]] const FieldPool& pool() const noexcept { return pool_; }

  // The pipe is there: opens a conversation.
  [[nodiscard]] Frame Begin(std::uint32_t conversation);
  // A link was followed: the next Submit sends it. False when the screen offers no such link.
  [[nodiscard]] bool FollowLink(Slot slot);
  [[nodiscard]] bool has_pending_choice() const noexcept { return pending_choice_.has_value(); }
  // Sends what the person typed, or the link that was followed. Only in `ready`.
  [[nodiscard]] std::optional<Frame> Submit();
  // The person does not want to wait any longer. A grant that is already under way is not used.
  [[nodiscard]] std::optional<Frame> Cancel();
  [[nodiscard]] Received Receive(Frame frame);
  // Windows' verdict on the credential. The conversation is over, secrets are wiped, the sign-in screen is back.
  [[nodiscard]] std::vector<Frame> Report(std::uint32_t nt_status, std::uint32_t sub_status);
  // The tile was left: as Report, without a verdict.
  [[nodiscard]] std::vector<Frame> Leave();
  // Gives the conversation up but keeps what was typed: the service does not answer.
  [[nodiscard]] std::vector<Frame> Abandon();
  // The pipe broke: as Abandon, with nobody to tell. A grant stays what it is, Windows may still judge it.
  void Forget() noexcept;

  [[nodiscard]] const std::string& progress() const noexcept { return progress_; }
  [[nodiscard]] std::optional<ScreenMessage> TakeStatus();
  [[nodiscard]] std::optional<GrantedLogon> TakeGrant();

 private:
  Received ReceiveScreen(const Screen& screen);
  Received ReceiveGrant(Grant grant);
  Received ReceiveFault(const Fault& fault);
  void Close() noexcept;
  void Reset();
  [[nodiscard]] Frame FrameOf(Message message) const;

  std::string sid_;
  std::string user_name_;
  Screen sign_in_;
  FieldPool pool_;
  Phase phase_ = Phase::kClosed;
  std::uint32_t conversation_ = 0;
  bool orphaned_ = false;  // granted, but the service has forgotten the conversation
  std::optional<std::uint32_t> screen_;
  std::optional<Slot> pending_choice_;
  // The password that was submitted last: what the server judged is what Windows gets, whatever the field says later.
  std::optional<SecretBytes> submitted_password_;
  std::optional<ScreenMessage> status_;
  std::optional<GrantedLogon> grant_;
  std::string progress_;
};

}  // namespace gatehouse
