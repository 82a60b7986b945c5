#include <algorithm>
#include <utility>

#include "provider/break_glass.h"
#include "provider/tile_session.h"

// The part of TileSession in which LogonUI's thread waits: one submission, and what comes of it.
namespace gatehouse {
namespace {

// How often QueryContinue is asked.
constexpr DWORD kPollMs = 50;
// The service says something at least this often while it works on an answer, or is given up.
constexpr ULONGLONG kAnswerMs = 120'000;
// A service whose pipe is there has at least this long to answer `open`, however short ServiceWaitSeconds is.
constexpr ULONGLONG kOpenMs = 5'000;
// How long the answer to `cancel` is waited for before the conversation is opened anew.
constexpr ULONGLONG kCancelMs = 2'000;

std::string_view TextOf(Tile::Refusal refusal, const Texts& texts) {
  return refusal == Tile::Refusal::kWrongAccount ? texts.wrong_account : texts.unusable_answer;
}

bool IsWorthStopping(const ScreenMessage& message) {
  return message.message_class == MessageClass::kWarning || message.message_class == MessageClass::kError;
}

}  // namespace

void TileSession::Exchange(Waiter& waiter) {
  std::vector<Frame> stale;
  {
    const std::lock_guard guard(lock_);
    busy_ = true;
    lost_ = false;
    in_doubt_ = false;
    interrupted_ = false;
    outcome_.reset();
    notice_.clear();
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
    if (!link_->is_wanted()) return Readiness::kServiceDown;
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
  if (!link_->is_wanted()) return Failure(texts_.reduced);
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

}  // namespace gatehouse
