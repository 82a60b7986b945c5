#include "win/service_link.h"

#include <objbase.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "core/codec.h"
#include "core/limits.h"
#include "win/apartment_wait.h"
#include "win/event_log.h"
#include "win/pipe_names.h"
#include "win/server_check.h"

namespace gatehouse {
namespace {

constexpr DWORD kRetryMs = 200;
constexpr DWORD kGreetingMs = 5'000;
constexpr DWORD kWriteMs = 5'000;
// The thread's frames are small; the host's default of a megabyte would be most of what the DLL adds to it.
constexpr SIZE_T kStackBytes = 131'072;

}  // namespace

ServiceLink::ServiceLink(Hello hello, bool is_wanted)
    : hello_(std::move(hello)),
      is_wanted_(is_wanted),
      stop_(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
      wake_(CreateEventW(nullptr, FALSE, FALSE, nullptr)) {}

ServiceLink::~ServiceLink() { Stop(); }

void ServiceLink::Start() {
  if (!is_wanted_ || thread_ || !stop_ || !wake_) return;
  ResetEvent(stop_.get());
  thread_ =
      UniqueHandle(CreateThread(nullptr, kStackBytes, RunThread, this, STACK_SIZE_PARAM_IS_A_RESERVATION, nullptr));
}

void ServiceLink::Stop() noexcept {
  if (!thread_) return;
  SetEvent(stop_.get());
  WaitServingCalls(thread_.get());
  thread_.reset();
}

void ServiceLink::Add(std::weak_ptr<Listener> listener) {
  const std::lock_guard guard(lock_);
  const auto gone =
      std::find_if(listeners_.begin(), listeners_.end(), [](const auto& known) { return known.expired(); });
  if (gone != listeners_.end()) {
    *gone = std::move(listener);
  } else {
    listeners_.push_back(std::move(listener));
  }
}

template <typename Tell>
void ServiceLink::TellAll(Tell tell) noexcept {
  for (std::size_t i = 0;; ++i) {
    std::shared_ptr<Listener> listener;
    {
      const std::lock_guard guard(lock_);
      if (i == listeners_.size()) return;
      listener = listeners_[i].lock();
    }
    if (listener) tell(*listener);
  }
}

void ServiceLink::Post(const std::vector<Frame>& frames) {
  if (frames.empty() || !is_up_) return;
  std::vector<SecretBytes> encoded;
  encoded.reserve(frames.size());
  for (const Frame& frame : frames) encoded.push_back(EncodeFrame(frame, version_));
  {
    const std::lock_guard guard(lock_);
    for (SecretBytes& bytes : encoded) outbox_.push_back(std::move(bytes));
  }
  SetEvent(wake_.get());
}

DWORD WINAPI ServiceLink::RunThread(void* self) noexcept {
  const HRESULT apartment = CoInitializeEx(nullptr, COINIT_MULTITHREADED);
  static_cast<ServiceLink*>(self)->Run();
  if (SUCCEEDED(apartment)) CoUninitialize();
  return 0;
}

void ServiceLink::Run() {
  do {
    try {
      Serve();
    } catch (...) {
      // A refused frame or short memory ends this connection, never LogonUI. The next one begins anew.
    }
    if (is_up_.exchange(false)) TellAll([](Listener& listener) { listener.OnLinkDown(); });
    const std::lock_guard guard(lock_);
    outbox_.clear();
  } while (WaitForSingleObject(stop_.get(), kRetryMs) == WAIT_TIMEOUT);
}

void ServiceLink::Serve() {
  const std::unique_ptr<PipeClient> pipe = PipeClient::Open(kCredentialPipe);
  if (pipe == nullptr) return;
  if (!IsOurService(pipe->handle())) {
    if (!is_untrusted_.exchange(true)) {
      ReportEventToLog(kEventServiceNotTrusted);
    }
    return;
  }
  is_untrusted_ = false;
  FrameReader reader;
  if (!Greet(*pipe, reader)) return;
  is_up_ = true;
  TellAll([](Listener& listener) { listener.OnLinkUp(); });
  Pump(*pipe, reader);
}

bool ServiceLink::Greet(PipeClient& pipe, FrameReader& reader) {
  // An older service, too, is to read what we speak.
  if (!pipe.Write(EncodeFrame({kOldestPipeVersion, 0, hello_}), kWriteMs)) return false;
  const std::array handles = {stop_.get(), pipe.readable()};
  const ULONGLONG deadline = GetTickCount64() + kGreetingMs;
  for (;;) {
    const ULONGLONG now = GetTickCount64();
    if (now >= deadline || !pipe.BeginRead()) return false;
    if (WaitForMultipleObjects(static_cast<DWORD>(handles.size()), handles.data(), FALSE,
                               static_cast<DWORD>(deadline - now)) != WAIT_OBJECT_0 + 1) {
      return false;
    }
    const auto bytes = pipe.EndRead();
    if (!bytes) return false;
    reader.Push(*bytes);
    if (const auto frame = reader.Next()) {
      const Frame answer = DecodeFrame(*frame);
      const auto* welcome = std::get_if<Welcome>(&answer.message);
      if (welcome == nullptr || welcome->version < kOldestPipeVersion || welcome->version > kPipeVersion) return false;
      version_ = welcome->version;
      return true;
    }
  }
}

void ServiceLink::Pump(PipeClient& pipe, FrameReader& reader) {
  const std::array handles = {stop_.get(), wake_.get(), pipe.readable()};
  if (!pipe.BeginRead()) return;
  for (;;) {
    switch (WaitForMultipleObjects(static_cast<DWORD>(handles.size()), handles.data(), FALSE, INFINITE)) {
      case WAIT_OBJECT_0:
        static_cast<void>(Flush(pipe));
        return;
      case WAIT_OBJECT_0 + 1:
        if (!Flush(pipe)) return;
        break;
      case WAIT_OBJECT_0 + 2: {
        const auto bytes = pipe.EndRead();
        if (!bytes) return;
        reader.Push(*bytes);
        while (const auto bytes_of_frame = reader.Next()) {
          Frame frame = DecodeFrame(*bytes_of_frame);
          TellAll([&frame](Listener& listener) { listener.OnFrame(frame); });
        }
        if (!pipe.BeginRead()) return;
        break;
      }
      default:
        return;
    }
  }
}

bool ServiceLink::Flush(PipeClient& pipe) {
  std::vector<SecretBytes> frames;
  {
    const std::lock_guard guard(lock_);
    frames.swap(outbox_);
  }
  for (const SecretBytes& frame : frames) {
    if (!pipe.Write(frame, kWriteMs)) return false;
  }
  return true;
}

}  // namespace gatehouse
