#include "win/service_dispatcher.h"

#include <stdexcept>

namespace gatehouse {
namespace {

// ServiceMain is given no context, so the one dispatcher of the process is found here.
std::mutex g_mutex;
ServiceDispatcher* g_dispatcher = nullptr;

constexpr DWORD kStartHintMs = 15'000;
constexpr DWORD kAccepted =
    SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN | SERVICE_ACCEPT_SESSIONCHANGE | SERVICE_ACCEPT_POWEREVENT;

}  // namespace

ServiceDispatcher::ServiceDispatcher(std::wstring name, ServiceEvents& events)
    : name_(std::move(name)), events_(events) {
  const std::lock_guard lock(g_mutex);
  if (g_dispatcher != nullptr) throw std::logic_error("the process already runs as a service");
  g_dispatcher = this;
  thread_ = std::thread([this] { Dispatch(); });
}

ServiceDispatcher::~ServiceDispatcher() {
  bool entered = false;
  {
    const std::lock_guard lock(mutex_);
    entered = main_entered_;
  }
  if (entered) {
    Report(SERVICE_STOPPED, 0, ERROR_PROCESS_ABORTED);
    Join();
  } else if (thread_.joinable()) {
    // Still waiting for the service control manager, which cannot be cancelled. The process is
    // ending.
    thread_.detach();
    return;
  }
  const std::lock_guard lock(g_mutex);
  g_dispatcher = nullptr;
}

void ServiceDispatcher::Report(DWORD state, DWORD wait_hint_ms, DWORD exit_code) {
  {
    const std::lock_guard lock(mutex_);
    // What comes after STOPPED is not reported; the process may be gone at any time.
    if (wanted_ && wanted_->state == SERVICE_STOPPED) return;
    wanted_ = Status{state, wait_hint_ms, exit_code};
  }
  changed_.notify_all();
}

void ServiceDispatcher::Join() noexcept {
  if (thread_.joinable()) thread_.join();
}

void ServiceDispatcher::Dispatch() noexcept {
  const SERVICE_TABLE_ENTRYW table[] = {{name_.data(), &ServiceDispatcher::ServiceMain}, {nullptr, nullptr}};
  const BOOL dispatched = StartServiceCtrlDispatcherW(table);
  events_.OnEnded(dispatched ? ERROR_SUCCESS : GetLastError());
}

void WINAPI ServiceDispatcher::ServiceMain(DWORD, LPWSTR*) {
  ServiceDispatcher* self = nullptr;
  {
    const std::lock_guard lock(g_mutex);
    self = g_dispatcher;
  }
  if (self != nullptr) self->Serve();
}

void ServiceDispatcher::Serve() noexcept {
  handle_ = RegisterServiceCtrlHandlerExW(name_.c_str(), &ServiceDispatcher::HandleControl, this);
  if (handle_ == nullptr) return;
  SetStatus({SERVICE_START_PENDING, kStartHintMs, 0});
  {
    const std::lock_guard lock(mutex_);
    main_entered_ = true;
  }
  events_.OnStarted();
  for (;;) {
    Status status{};
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return wanted_.has_value(); });
      status = *wanted_;
      if (status.state != SERVICE_STOPPED) wanted_.reset();
    }
    SetStatus(status);
    if (status.state == SERVICE_STOPPED) return;
  }
}

DWORD WINAPI ServiceDispatcher::HandleControl(DWORD control, DWORD type, void* data, void* context) {
  auto* self = static_cast<ServiceDispatcher*>(context);
  switch (control) {
    case SERVICE_CONTROL_INTERROGATE:
      return NO_ERROR;
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_SHUTDOWN:
    case SERVICE_CONTROL_POWEREVENT:
      self->events_.OnControl(control, type, 0);
      return NO_ERROR;
    case SERVICE_CONTROL_SESSIONCHANGE:
      self->events_.OnControl(control, type, static_cast<const WTSSESSION_NOTIFICATION*>(data)->dwSessionId);
      return NO_ERROR;
    default:
      return ERROR_CALL_NOT_IMPLEMENTED;
  }
}

void ServiceDispatcher::SetStatus(const Status& status) noexcept {
  const bool pending = status.state == SERVICE_START_PENDING || status.state == SERVICE_STOP_PENDING;
  SERVICE_STATUS report{};
  report.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  report.dwCurrentState = status.state;
  report.dwControlsAccepted = status.state == SERVICE_RUNNING ? kAccepted : 0;
  report.dwWin32ExitCode = status.exit_code;
  report.dwCheckPoint = pending ? ++checkpoint_ : 0;
  report.dwWaitHint = pending ? status.wait_hint_ms : 0;
  SetServiceStatus(handle_, &report);
}

}  // namespace gatehouse
