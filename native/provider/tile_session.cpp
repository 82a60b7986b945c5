#include "provider/tile_session.h"

#include <utility>

#include "provider/field_painter.h"
#include "provider/sign_in_screen.h"

namespace gatehouse {
namespace {

// How long after a fault the conversation is opened anew.
constexpr ULONGLONG kReopenMs = 200;

class Nobody final : public TileSession::Waiter {
 public:
  [[nodiscard]] bool GoesOn() noexcept override { return true; }
  void Say(std::string_view /*text*/) override {}
};

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

bool TileSession::Fill(const IncomingCredential& incoming) {
  const std::lock_guard guard(lock_);
  FieldPool& pool = tile_.pool();
  if (sid_.empty() && !pool.Type(Slot::kUserName, ToSecret(incoming.user_name))) return false;
  return pool.Type(Slot::kPassword, incoming.password);
}

void TileSession::Notice(std::string_view text) {
  const std::lock_guard guard(lock_);
  notice_ = text;
  tile_.pool().ShowNotice(notice_);
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
      // The service's first screen comes after it, and knows nothing of it.
      if (received == Tile::Received::kScreen && !notice_.empty()) tile_.pool().ShowNotice(notice_);
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
