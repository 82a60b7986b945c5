#include "core/tile.h"

#include <algorithm>
#include <utility>

#include "core/limits.h"

namespace gatehouse {

Tile::Tile(PipeScenario scenario, std::string sid, std::string user_name, Screen sign_in)
    : scenario_(scenario), sid_(std::move(sid)), user_name_(std::move(user_name)), sign_in_(std::move(sign_in)) {
  pool_.Apply(sign_in_, false);
  pool_.ForgetChanges();
}

Frame Tile::FrameOf(Message message) const { return {kPipeVersion, conversation_, std::move(message)}; }

Frame Tile::Begin(std::uint32_t conversation) {
  Close();
  conversation_ = conversation;
  phase_ = Phase::kOpening;
  return FrameOf(Open{sid_, user_name_});
}

bool Tile::FollowLink(Slot slot) {
  if (phase_ != Phase::kReady || !pool_.IsLiveLink(slot)) return false;
  pending_choice_ = slot;
  return true;
}

std::optional<Frame> Tile::Submit() {
  if (phase_ != Phase::kReady || !screen_) return std::nullopt;
  phase_ = Phase::kAwaiting;
  progress_.clear();
  status_.reset();
  if (const auto choice = std::exchange(pending_choice_, std::nullopt)) {
    return FrameOf(gatehouse::Choose{*screen_, *choice});
  }
  gatehouse::Submit submit{*screen_, pool_.Inputs()};
  for (const Input& input : submit.inputs) {
    // Where no grant can come, nothing is kept for it.
    const bool may_log_on = scenario_ != PipeScenario::kChangePassword;
    if (input.slot == Slot::kPassword && may_log_on) submitted_password_ = input.value;
    const bool is_new = input.slot == Slot::kNewPassword || input.slot == Slot::kConfirmPassword;
    if (is_new && !input.value.empty()) sent_new_password_ = true;
  }
  return FrameOf(std::move(submit));
}

std::optional<Frame> Tile::Cancel() {
  if (phase_ != Phase::kAwaiting) return std::nullopt;
  phase_ = Phase::kCancelling;
  return FrameOf(gatehouse::Cancel{});
}

Tile::Received Tile::Receive(Frame frame) {
  if (phase_ == Phase::kClosed || frame.conversation != conversation_) return Received::kIgnored;
  if (const auto* show = std::get_if<ShowScreen>(&frame.message)) return ReceiveScreen(show->screen);
  if (auto* grant = std::get_if<Grant>(&frame.message)) return ReceiveGrant(std::move(*grant));
  if (auto* done = std::get_if<Done>(&frame.message)) return ReceiveDone(std::move(*done));
  if (const auto* fault = std::get_if<Fault>(&frame.message)) return ReceiveFault(*fault);
  auto* progress = std::get_if<Progress>(&frame.message);
  if (progress != nullptr && phase_ == Phase::kAwaiting) {
    progress_ = std::move(progress->text);
    return Received::kProgress;
  }
  return Received::kIgnored;
}

Tile::Received Tile::ReceiveScreen(const Screen& screen) {
  if (is_decided() || (screen_ && screen.id <= *screen_)) return Received::kIgnored;
  screen_ = screen.id;
  sent_new_password_ = false;
  pending_choice_.reset();
  pool_.Apply(screen, phase_ == Phase::kOpening);
  const auto password = std::find_if(screen.fields.begin(), screen.fields.end(),
                                     [](const ScreenField& field) { return field.slot == Slot::kPassword; });
  if (password != screen.fields.end()) {
    if (password->clear) submitted_password_.reset();
  } else if (phase_ == Phase::kAwaiting || phase_ == Phase::kCancelling) {
    // Behind the screen it would come back, ready to be submitted, with the next one that shows the field; what the
    // grant needs is kept apart.
    pool_.WipeInput(Slot::kPassword);
  }
  status_ = screen.message;
  phase_ = Phase::kReady;
  return Received::kScreen;
}

Tile::Received Tile::ReceiveGrant(Grant grant) {
  if (phase_ != Phase::kAwaiting) return Received::kIgnored;
  if (scenario_ == PipeScenario::kChangePassword) return Refuse(Refusal::kWrongScenario);
  const bool same_account = !grant.sid.empty() && (sid_.empty() || sid_ == grant.sid);
  std::optional<SecretBytes> password = grant.password ? std::move(grant.password) : submitted_password_;
  if (!same_account || grant.user_name.empty() || !password || password->empty()) {
    return Refuse(Refusal::kWrongAccount);
  }
  grant_ = GrantedLogon{std::move(grant.domain), std::move(grant.user_name), std::move(grant.correlation_id),
                        std::move(*password)};
  phase_ = Phase::kGranted;
  return Received::kGrant;
}

Tile::Received Tile::ReceiveDone(Done done) {
  const bool is_change = scenario_ == PipeScenario::kChangePassword;
  // A cancel that comes too late takes nothing back: the person has to know which password holds.
  if (phase_ != Phase::kAwaiting && !(is_change && phase_ == Phase::kCancelling)) return Received::kIgnored;
  if (!is_change) return Refuse(Refusal::kWrongScenario);
  done_ = std::move(done.text);
  phase_ = Phase::kDone;
  return Received::kDone;
}

Tile::Received Tile::Refuse(Refusal refusal) noexcept {
  refusal_ = refusal;
  phase_ = Phase::kRefused;
  return Received::kRefused;
}

Tile::Received Tile::ReceiveFault(const Fault& fault) {
  Close();
  pool_.ShowNotice(fault.text);
  status_ = ScreenMessage{MessageClass::kError, fault.text};
  return Received::kFault;
}

std::vector<Frame> Tile::Report(std::uint32_t nt_status, std::uint32_t sub_status) {
  std::vector<Frame> frames;
  if (phase_ == Phase::kGranted && !orphaned_) frames.push_back(FrameOf(gatehouse::Report{nt_status, sub_status}));
  for (Frame& frame : Leave()) frames.push_back(std::move(frame));
  return frames;
}

std::vector<Frame> Tile::Leave() {
  std::vector<Frame> frames = Abandon();
  Reset();
  return frames;
}

std::vector<Frame> Tile::Abandon() {
  std::vector<Frame> frames;
  if (phase_ != Phase::kClosed && !orphaned_) frames.push_back(FrameOf(gatehouse::Close{}));
  Close();
  return frames;
}

void Tile::Forget() noexcept {
  if (is_decided()) {
    orphaned_ = true;
  } else {
    Close();
  }
}

void Tile::Close() noexcept {
  orphaned_ = false;
  phase_ = Phase::kClosed;
  conversation_ = 0;
  screen_.reset();
  pending_choice_.reset();
  sent_new_password_ = false;
  submitted_password_.reset();
  grant_.reset();
  done_.reset();
  progress_.clear();
}

void Tile::Reset() {
  status_.reset();
  pool_.WipeInputs();
  pool_.Apply(sign_in_, false);
}

std::optional<ScreenMessage> Tile::TakeStatus() { return std::exchange(status_, std::nullopt); }

std::optional<GrantedLogon> Tile::TakeGrant() { return std::exchange(grant_, std::nullopt); }

std::optional<std::string> Tile::TakeDone() { return std::exchange(done_, std::nullopt); }

}  // namespace gatehouse
