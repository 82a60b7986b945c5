#pragma once

#include <windows.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace gatehouse {

// What the service control manager says. Called on its threads; must return at once and not throw.
class ServiceEvents {
 public:
  virtual ~ServiceEvents() = default;
  virtual void OnStarted() noexcept = 0;
  // `type` and `session` as HandlerEx gives them, zero where they mean nothing.
  virtual void OnControl(DWORD control, DWORD type, DWORD session) noexcept = 0;
  // The last call. `error` is zero after a clean stop.
  virtual void OnEnded(DWORD error) noexcept = 0;
};

// Connects this process to the service control manager, on a thread of its own:
// StartServiceCtrlDispatcherW does not return until the service has stopped. One per process.
class ServiceDispatcher {
 public:
  ServiceDispatcher(std::wstring name, ServiceEvents& events);
  ServiceDispatcher(const ServiceDispatcher&) = delete;
  ServiceDispatcher& operator=(const ServiceDispatcher&) = delete;
  // Reports STOPPED with ERROR_PROCESS_ABORTED if nobody did before, so that recovery actions run,
  // and joins.
  ~ServiceDispatcher();

  // `state` is SERVICE_START_PENDING, RUNNING, STOP_PENDING or STOPPED. Returns at once:
  // SetServiceStatus is a call into another process and is made on the service's own thread.
  void Report(DWORD state, DWORD wait_hint_ms, DWORD exit_code);
  void Join() noexcept;

 private:
  struct Status {
    DWORD state;
    DWORD wait_hint_ms;
    DWORD exit_code;
  };

  static void WINAPI ServiceMain(DWORD count, LPWSTR* arguments);
  static DWORD WINAPI HandleControl(DWORD control, DWORD type, void* data, void* context);

  void Dispatch() noexcept;
  void Serve() noexcept;
  void SetStatus(const Status& status) noexcept;

  std::wstring name_;
  ServiceEvents& events_;
  SERVICE_STATUS_HANDLE handle_ = nullptr;
  DWORD checkpoint_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Status> wanted_;
  bool main_entered_ = false;
  std::thread thread_;
};

}  // namespace gatehouse
