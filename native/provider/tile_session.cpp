#include "provider/tile_session.h"

#include <algorithm>
#include <utility>

#include "provider/break_glass.h"
#include "provider/field_painter.h"

namespace gatehouse {
namespace {

// How often QueryContinue is asked.
constexpr DWORD kPollMs = 50;
// The service says something at least this often while it works on an answer, or is given up.
constexpr ULONGLONG kAnswerMs = 120'000;
// A service whose pipe is there has at least this long to answer `open`, however short ServiceWaitSeconds is.
constexpr ULONGLONG kOpenMs = 5'000;
// How long after a fault the conversation is opened anew.
constexpr ULONGLONG kReopenMs = 200;
// How long the answer to `cancel` is waited for before the conversation is opened anew.
constexpr ULONGLONG kCancelMs = 2'000;

Screen SignInScreen(const Texts& texts, PipeScenario scenario, bool other_user) {
  const auto field = [](Slot slot, FieldState state) {
    ScreenField shown;
    shown.slot = slot;
    shown.state = state;
    return shown;
  };
  Screen screen;
  ScreenField title = field(Slot::kTitle, FieldState::kBoth);
  title.text = scenario == PipeScenario::kChangePassword ? texts.change_password : texts.sign_in;
  screen.fields.push_back(std::move(title));
  if (other_user) screen.fields.push_back(field(Slot::kUserName, FieldState::kSelected));
  screen.fields.push_back(field(Slot::kPassword, FieldState::kSelected));
  screen.fields.push_back(field(Slot::kSubmit, FieldState::kSelected));
  screen.focus = other_user ? Slot::kUserName : Slot::kPassword;
  screen.submit_after = Slot::kPassword;
  return screen;
}

class Nobody final : public TileSession::Waiter {
 public:
  [[nodiscard]] bool GoesOn() noexcept override { return true; }
  void Say(std::string_view /*text*/) override {}
};

std::string_view TextOf(Tile::Refusal refusal, const Texts& texts) {
  return refusal == Tile::Refusal::kWrongAccount ? texts.wrong_account : texts.unusable_answer;
}

bool IsWorthStopping(const ScreenMessage& message) {
  return message.message_class == MessageClass::kWarning || message.message_class == MessageClass::kError;
}

}  // namespace

TileSession::TileSession(std::shared_ptr<ServiceLink> link, const Texts& texts, PipeScenario scenario, std::string sid,
                         std::string user_name)
    : scenario_(scenario),
      sid_(std::move(sid)),
      texts_(texts),
      link_(std::move(link)),
      changed_(CreateEventW(nullptr, FALSE, FALSE, nullptr)),
      tile_(scenario, sid_, std::move(user_name), SignInScreen(texts, scenario, sid_.empty())) {}

void TileSession::Attach(ICredentialProviderCredential* credential, ICredentialProviderCredentialEvents* events) {
  auto shared = std::make_shared<SharedEvents>(credential, events);
  Detach();
  const std::lock_guard guard(lock_);
  events_ = std::move(shared);
  // LogonUI reads all fields after Advise.
  tile_.pool().ForgetChanges();
}

void TileSession::Detach() noexcept {
  std::shared_ptr<SharedEvents> events;
  {
    const std::lock_guard guard(lock_);
    std::swap(events, events_);
  }
  if (events != nullptr) events->Close();
}

void TileSession::Select() {
  {
    const std::lock_guard guard(lock_);
    selected_ = true;
  }
  Open();
}

void TileSession::Deselect() {
  std::vector<Frame> frames;
  {
    const std::lock_guard guard(lock_);
    // LogonUI enumerates again for a followed link: that is no leaving.
    if (tile_.has_pending_choice()) return;
    selected_ = false;
    outcome_.reset();
    // After a grant, Windows' verdict is still to come.
    if (tile_.phase() == Tile::Phase::kGranted) {
      tile_.pool().WipeInputs();
    } else {
      frames = tile_.Leave();
    }
  }
  link_->Post(frames);
  PaintDirectly();
}

bool TileSession::Type(Slot slot, SecretBytes value) {
  const std::lock_guard guard(lock_);
  return tile_.pool().Type(slot, std::move(value));
}

bool TileSession::Choose(Slot slot, std::size_t option) {
  const std::lock_guard guard(lock_);
  return tile_.pool().Choose(slot, option);
}

bool TileSession::FollowLink(Slot slot) {
  const std::lock_guard guard(lock_);
  return tile_.FollowLink(slot);
}

std::vector<Frame> TileSession::BeginIfClosed() {
  if (tile_.phase() != Tile::Phase::kClosed || !link_->is_up() || GetTickCount64() < reopen_at_) return {};
  return {tile_.Begin(link_->NextConversation())};
}

void TileSession::Open() {
  std::vector<Frame> frames;
  {
    const std::lock_guard guard(lock_);
    if (selected_) frames = BeginIfClosed();
  }
  link_->Post(frames);
}

void TileSession::Exchange(Waiter& waiter) {
  std::vector<Frame> stale;
  {
    const std::lock_guard guard(lock_);
    busy_ = true;
    lost_ = false;
    in_doubt_ = false;
    interrupted_ = false;
    outcome_.reset();
    static_cast<void>(tile_.TakeStatus());
    // A grant that Windows never judged: the host gave up half-way.
    if (tile_.is_decided()) stale = tile_.Abandon();
  }
  LogonOutcome outcome;
  try {
    link_->Post(stale);
    outcome = Converse(waiter);
  } catch (...) {
    const std::lock_guard guard(lock_);
    busy_ = false;
    throw;
  }
  const std::lock_guard guard(lock_);
  busy_ = false;
  outcome_ = std::move(outcome);
}

LogonOutcome TileSession::Converse(Waiter& waiter) {
  const Settings settings = ReadSettings();
  switch (AwaitReady(waiter, settings)) {
    case Readiness::kCancelled:
      return {};
    case Readiness::kServiceDown:
      return ServiceDown(settings);
    case Readiness::kNoAnswer:
      return Refused();
    case Readiness::kReady:
      break;
  }
  std::vector<Frame> frames;
  {
    const std::lock_guard guard(lock_);
    if (auto frame = tile_.Submit()) frames.push_back(std::move(*frame));
  }
  if (frames.empty()) return Failure(texts_.connection_lost);
  link_->Post(frames);
  return AwaitAnswer(waiter);
}

TileSession::Readiness TileSession::AwaitReady(Waiter& waiter, const Settings& settings) {
  const ULONGLONG begun = GetTickCount64();
  for (bool told = false;; told = true) {
    std::vector<Frame> frames;
    {
      const std::lock_guard guard(lock_);
      if (tile_.phase() == Tile::Phase::kReady) return Readiness::kReady;
      frames = BeginIfClosed();
    }
    link_->Post(frames);
    if (!GoesOn(waiter)) return Readiness::kCancelled;
    // A service that is there is not down, whatever it answers.
    const bool is_up = link_->is_up();
    const ULONGLONG patience =
        is_up ? std::max<ULONGLONG>(settings.service_wait_ms, kOpenMs) : settings.service_wait_ms;
    if (GetTickCount64() - begun >= patience) return is_up ? Readiness::kNoAnswer : Readiness::kServiceDown;
    if (!told) waiter.Say(texts_.waiting_for_service);
    WaitForChange();
  }
}

LogonOutcome TileSession::AwaitAnswer(Waiter& waiter) {
  waiter.Say(texts_.waiting_for_answer);
  ULONGLONG heard = GetTickCount64();
  std::string said;
  for (;;) {
    // Before the answer is looked at: a grant that came at the same time is not what the person wants any more.
    if (!GoesOn(waiter)) return GiveUpAnswer({});
    if (auto answer = TakeAnswer()) return std::move(*answer);
    std::string progress = WithPool([this](const FieldPool& /*pool*/) { return tile_.progress(); });
    if (progress != said) {
      said = std::move(progress);
      heard = GetTickCount64();
      waiter.Say(said);
    }
    if (GetTickCount64() - heard > kAnswerMs) return GiveUpAnswer(Failure(texts_.no_answer));
    WaitForChange();
  }
}

std::optional<LogonOutcome> TileSession::TakeAnswer() {
  LogonOutcome outcome;
  std::vector<Frame> frames;
  {
    const std::lock_guard guard(lock_);
    switch (tile_.phase()) {
      case Tile::Phase::kAwaiting:
      case Tile::Phase::kCancelling:
        return std::nullopt;
      case Tile::Phase::kGranted:
        outcome.logon = tile_.TakeGrant();
        return outcome;
      case Tile::Phase::kDone:
        outcome.done = tile_.TakeDone();
        frames = tile_.Leave();
        break;
      case Tile::Phase::kRefused:
        outcome = Failure(TextOf(tile_.refusal(), texts_));
        frames = tile_.Leave();
        break;
      case Tile::Phase::kReady:
      case Tile::Phase::kClosed:
      case Tile::Phase::kOpening:
        outcome.status = tile_.TakeStatus();
        if (outcome.status && !IsWorthStopping(*outcome.status)) outcome.status.reset();
        if (!outcome.status && lost_) return Failure(in_doubt_ ? texts_.change_in_doubt : texts_.connection_lost);
        return outcome;
    }
  }
  link_->Post(frames);
  return outcome;
}

LogonOutcome TileSession::GiveUpAnswer(LogonOutcome otherwise) {
  std::vector<Frame> frames;
  {
    const std::lock_guard guard(lock_);
    if (auto cancel = tile_.Cancel()) frames.push_back(std::move(*cancel));
  }
  const bool asked = !frames.empty();
  link_->Post(frames);
  const ULONGLONG deadline = GetTickCount64() + kCancelMs;
  while (asked && GetTickCount64() < deadline) {
    if (WithPool([this](const FieldPool& /*pool*/) { return tile_.phase() != Tile::Phase::kCancelling; })) break;
    WaitForChange();
  }
  {
    const std::lock_guard guard(lock_);
    frames.clear();
    if (tile_.phase() == Tile::Phase::kDone) {
      otherwise = {};
      otherwise.done = tile_.TakeDone();
      frames = tile_.Leave();
    } else {
      if (tile_.phase() == Tile::Phase::kCancelling || tile_.is_decided()) {
        // The cancel was not answered, or a grant came before it.
        in_doubt_ = in_doubt_ || tile_.may_have_changed_password();
        frames = tile_.Abandon();
      }
      if (in_doubt_) otherwise = Failure(texts_.change_in_doubt);
      for (Frame& frame : BeginIfClosed()) frames.push_back(std::move(frame));
    }
  }
  link_->Post(frames);
  return otherwise;
}

std::optional<GrantedLogon> TileSession::BreakGlass(const Settings& settings) {
  // The glass is for getting in. A password is changed with the service or not at all.
  if (scenario_ == PipeScenario::kChangePassword) return std::nullopt;
  BreakGlassRequest request;
  request.tile_sid = sid_;
  WithPool([&request](const FieldPool& pool) {
    const SecretBytes& name = pool.at(Slot::kUserName).value;
    request.user_name.assign(name.begin(), name.end());
    request.password = pool.at(Slot::kPassword).value;
  });
  return TryBreakGlass(settings, std::move(request));
}

LogonOutcome TileSession::ServiceDown(const Settings& settings) {
  LogonOutcome outcome;
  outcome.logon = BreakGlass(settings);
  if (outcome.logon) return outcome;
  std::vector<Frame> frames;
  {
    // Behind a later screen the password was wiped: the sign-in screen asks for it again.
    const std::lock_guard guard(lock_);
    if (tile_.pool().at(Slot::kPassword).state == FieldState::kHidden) frames = tile_.Leave();
  }
  link_->Post(frames);
  if (link_->is_untrusted()) return Failure(texts_.service_not_trusted);
  if (scenario_ == PipeScenario::kChangePassword) return Failure(texts_.service_down_no_change);
  const bool others = settings.when_service_down == WhenServiceDown::kSystemProviders;
  return Failure(others ? texts_.service_down_other_options : texts_.service_down);
}

LogonOutcome TileSession::Refused() {
  LogonOutcome outcome = Failure(texts_.no_answer);
  const std::lock_guard guard(lock_);
  if (auto fault = tile_.TakeStatus()) outcome.status = std::move(fault);
  return outcome;
}

LogonOutcome TileSession::Failure(std::string_view text) {
  LogonOutcome outcome;
  outcome.status = ScreenMessage{MessageClass::kError, std::string(text)};
  return outcome;
}

void TileSession::WaitForChange() const noexcept {
  HANDLE event = changed_.get();
  DWORD index = 0;
  // Serves calls into this apartment meanwhile: the link's thread may be painting through a proxy.
  const HRESULT waited = CoWaitForMultipleHandles(0, kPollMs, 1, &event, &index);
  if (FAILED(waited) && waited != RPC_S_CALLPENDING) WaitForSingleObject(event, kPollMs);
}

LogonOutcome TileSession::Conclude() {
  std::optional<LogonOutcome> outcome;
  const auto take = [this, &outcome] {
    const std::lock_guard guard(lock_);
    outcome = std::exchange(outcome_, std::nullopt);
  };
  take();
  if (!outcome) {
    Nobody nobody;
    Exchange(nobody);
    take();
  }
  if (outcome && outcome->logon) {
    const std::lock_guard guard(lock_);
    tile_.pool().WipeInputs();
  }
  PaintDirectly();
  return outcome ? std::move(*outcome) : LogonOutcome{};
}

void TileSession::Report(std::uint32_t nt_status, std::uint32_t sub_status) {
  std::vector<Frame> frames;
  {
    const std::lock_guard guard(lock_);
    outcome_.reset();
    frames = tile_.Report(nt_status, sub_status);
  }
  link_->Post(frames);
  PaintDirectly();
  Open();
}

void TileSession::OnLinkUp() noexcept {
  try {
    Open();
  } catch (...) {
    // Short memory: the next submission opens the conversation.
  }
  SetEvent(changed_.get());
}

void TileSession::OnLinkDown() noexcept {
  {
    const std::lock_guard guard(lock_);
    lost_ = lost_ || tile_.phase() == Tile::Phase::kAwaiting;
    in_doubt_ = in_doubt_ || (tile_.may_have_changed_password() && !tile_.is_decided());
    tile_.Forget();
    reopen_at_ = 0;
  }
  SetEvent(changed_.get());
}

void TileSession::OnFrame(Frame& frame) noexcept {
  try {
    bool paint = false;
    {
      const std::lock_guard guard(lock_);
      if (frame.conversation != tile_.conversation()) return;
      const Tile::Received received = tile_.Receive(std::move(frame));
      if (received == Tile::Received::kFault) reopen_at_ = GetTickCount64() + kReopenMs;
      paint = !busy_ && (received == Tile::Received::kScreen || received == Tile::Received::kFault);
    }
    SetEvent(changed_.get());
    if (paint) PaintFromLink();
  } catch (...) {
    // Short memory: the tile is painted at the next submission.
  }
}

std::shared_ptr<SharedEvents> TileSession::Events() {
  const std::lock_guard guard(lock_);
  return events_;
}

void TileSession::PaintDirectly() {
  if (const auto events = Events()) PaintOn(events->Direct());
}

void TileSession::PaintFromLink() {
  if (const auto events = Events()) PaintOn(events->Marshal());
}

void TileSession::PaintOn(const SharedEvents::Pair& shared) {
  if (!shared) return;
  Painting painting;
  {
    const std::lock_guard guard(lock_);
    painting = Painting::Of(tile_.pool());
  }
  const PoolChanges unheard = Paint(painting, shared.credential.get(), shared.events.get());
  const std::lock_guard guard(lock_);
  tile_.pool().PutBack(unheard);
}

}  // namespace gatehouse
