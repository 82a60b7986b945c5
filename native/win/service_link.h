#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "core/limits.h"
#include "core/messages.h"
#include "core/raw_frame.h"
#include "win/pipe_client.h"
#include "win/srw_lock.h"

namespace gatehouse {

// The provider's one connection to the service, kept by a thread of its own: it opens the pipe as soon as LogonUI
// loads the provider, checks who serves it, says hello, and opens it again whenever it breaks. Nothing here ever makes
// LogonUI's thread wait for the pipe.
class ServiceLink {
 public:
  // Called on the link's thread, which is in the multithreaded apartment. Must not throw.
  class Listener {
   public:
    virtual void OnLinkUp() noexcept = 0;
    virtual void OnLinkDown() noexcept = 0;
    virtual void OnFrame(Frame& frame) noexcept = 0;

   protected:
    ~Listener() = default;
  };

  // Unless it is wanted, the service is not asked: the link never comes up.
  explicit ServiceLink(Hello hello, bool is_wanted = true);
  ServiceLink(const ServiceLink&) = delete;
  ServiceLink& operator=(const ServiceLink&) = delete;
  ~ServiceLink();

  void Start();
  // Ends the thread and waits for it; in a single-threaded apartment calls that the thread makes to us are still
  // served meanwhile. Nothing is called back after it.
  void Stop() noexcept;

  void Add(std::weak_ptr<Listener> listener);

  [[nodiscard]] bool is_up() const noexcept { return is_up_; }
  [[nodiscard]] bool is_wanted() const noexcept { return is_wanted_; }
  // Whether something that is not our service answers on the pipe's name (R17).
  [[nodiscard]] bool is_untrusted() const noexcept { return is_untrusted_; }

  [[nodiscard]] std::uint32_t NextConversation() noexcept { return ++last_conversation_; }

  // Queues frames, in the version that both speak; they are dropped when the link is down. Never waits.
  void Post(const std::vector<Frame>& frames);

 private:
  static DWORD WINAPI RunThread(void* self) noexcept;
  void Run();
  // One connection from opening to its end.
  void Serve();
  [[nodiscard]] bool Greet(PipeClient& pipe, FrameReader& reader);
  void Pump(PipeClient& pipe, FrameReader& reader);
  [[nodiscard]] bool Flush(PipeClient& pipe);
  // Calls every listener that is alive, without the lock and without allocating: a listener that is not told that the
  // link broke would wait for an answer that never comes.
  template <typename Tell>
  void TellAll(Tell tell) noexcept;

  Hello hello_;
  const bool is_wanted_;
  UniqueHandle stop_;
  UniqueHandle wake_;
  UniqueHandle thread_;
  std::atomic<std::uint8_t> version_ = kOldestPipeVersion;  // of the frames, as the service's welcome says
  std::atomic<bool> is_up_ = false;
  std::atomic<bool> is_untrusted_ = false;
  std::atomic<std::uint32_t> last_conversation_ = 0;
  SrwLock lock_;
  std::vector<std::weak_ptr<Listener>> listeners_;  // guarded by lock_; places are used again, never moved
  std::vector<SecretBytes> outbox_;                 // guarded by lock_
};

}  // namespace gatehouse
