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
//                                           ^                │  │ grant/done
//                                           │     Cancel─────┘  └──> granted, done or refused ──Report/Leave──> closed
//                                           └──screen── cancelling ──done──> done
class Tile {
 public:
  enum class Phase { kClosed, kOpening, kReady, kAwaiting, kCancelling, kGranted, kDone, kRefused };

  enum class Received {
    kIgnored,   // stale, unasked or for another conversation
    kScreen,    // the pool has changed
    kProgress,  // see progress()
    kGrant,     // see TakeGrant()
    kDone,      // see TakeDone()
    kRefused,   // an end that this tile must not use: see refusal()
    kFault,     // see TakeStatus(); the conversation is over
  };

  // Why the end that the service gave is not used. Leave is then the only way on.
  enum class Refusal {
    kWrongAccount,   // a grant for another SID, without a name, or without a password
    kWrongScenario,  // a grant where a password is changed, or `done` where somebody logs on
  };

  // `sid` and `user_name` are empty on the "other user" tile. `sign_in` is what the tile shows while there is no
  // conversation.
  Tile(PipeScenario scenario, std::string sid, std::string user_name, Screen sign_in);

  [[nodiscard]] Phase phase() const noexcept { return phase_; }
  [[nodiscard]] std::uint32_t conversation() const noexcept { return conversation_; }
  [[nodiscard]] const std::string& sid() const noexcept { return sid_; }
  [[nodiscard]] const std::string& user_name() const noexcept { return user_name_; }
  // The service has said how it ends; its conversation is left or reported, never continued.
  [[nodiscard]] bool is_decided() const noexcept {
    return phase_ == Phase::kGranted || phase_ == Phase::kDone || phase_ == Phase::kRefused;
  }
  [[nodiscard]] Refusal refusal() const noexcept { return refusal_; }
  // A new password was sent, and what became of it has not been said yet.
  [[nodiscard]] bool may_have_changed_password() const noexcept { return sent_new_password_; }
  [[nodiscard]] FieldPool& pool() noexcept { return pool_; }
  [[nodiscard]] const FieldPool& pool() const noexcept { return pool_; }

  // The pipe is there: opens a conversation.
  [[nodiscard]] Frame Begin(std::uint32_t conversation);
  // A link was followed: the next Submit sends it. False when the screen offers no such link.
  [[nodiscard]] bool FollowLink(Slot slot);
  [[nodiscard]] bool has_pending_choice() const noexcept { return pending_choice_.has_value(); }
  // Sends what the person typed, or the link that was followed. Only in `ready`.
  [[nodiscard]] std::optional<Frame> Submit();
  // The person does not want to wait any longer. A grant that is already under way is not used; that a password was
  // changed is still told.
  [[nodiscard]] std::optional<Frame> Cancel();
  [[nodiscard]] Received Receive(Frame frame);
  // Windows' verdict on the credential. The conversation is over, secrets are wiped, the sign-in screen is back.
  [[nodiscard]] std::vector<Frame> Report(std::uint32_t nt_status, std::uint32_t sub_status);
  // The tile was left: as Report, without a verdict.
  [[nodiscard]] std::vector<Frame> Leave();
  // Gives the conversation up but keeps what was typed: the service does not answer.
  [[nodiscard]] std::vector<Frame> Abandon();
  // The pipe broke: as Abandon, with nobody to tell. What was decided stays: Windows may still judge a grant.
  void Forget() noexcept;

  [[nodiscard]] const std::string& progress() const noexcept { return progress_; }
  [[nodiscard]] std::optional<ScreenMessage> TakeStatus();
  [[nodiscard]] std::optional<GrantedLogon> TakeGrant();
  // What the person is told at the end, in `done` only. Once.
  [[nodiscard]] std::optional<std::string> TakeDone();

 private:
  Received ReceiveScreen(const Screen& screen);
  Received ReceiveGrant(Grant grant);
  Received ReceiveDone(Done done);
  Received Refuse(Refusal refusal) noexcept;
  Received ReceiveFault(const Fault& fault);
  void Close() noexcept;
  void Reset();
  [[nodiscard]] Frame FrameOf(Message message) const;

  PipeScenario scenario_;
  std::string sid_;
  std::string user_name_;
  Screen sign_in_;
  FieldPool pool_;
  Phase phase_ = Phase::kClosed;
  std::uint32_t conversation_ = 0;
  bool orphaned_ = false;  // decided, but the service has forgotten the conversation
  bool sent_new_password_ = false;
  Refusal refusal_ = Refusal::kWrongAccount;
  std::optional<std::uint32_t> screen_;
  std::optional<Slot> pending_choice_;
  // The password that was submitted last: what the server judged is what Windows gets, whatever the field says later.
  std::optional<SecretBytes> submitted_password_;
  std::optional<ScreenMessage> status_;
  std::optional<GrantedLogon> grant_;
  std::optional<std::string> done_;
  std::string progress_;
};

}  // namespace gatehouse
