#include "setup/service_registration.h"

#include <array>

#include "setup/setup_error.h"
#include "win/pipe_names.h"
#include "win/unique_handle.h"

namespace gatehouse {
namespace {

constexpr DWORD kPollMs = 100;
constexpr DWORD kStopMs = 30'000;
constexpr DWORD kStartMs = 60'000;
constexpr int kStartAttempts = 3;
constexpr DWORD kForgetFailuresAfterSeconds = 86'400;

UniqueServiceHandle OpenManager() {
  UniqueServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE));
  if (!manager) throw SetupError(L"The service control manager cannot be opened", GetLastError());
  return manager;
}

// Empty when there is no such service.
UniqueServiceHandle OpenOurs(const UniqueServiceHandle& manager) {
  UniqueServiceHandle service(OpenServiceW(manager.get(), kServiceName, SERVICE_ALL_ACCESS));
  const DWORD error = GetLastError();
  if (!service && error != ERROR_SERVICE_DOES_NOT_EXIST) {
    throw SetupError(L"The service gatehouse-service cannot be opened", error);
  }
  return service;
}

bool ReachesState(const UniqueServiceHandle& service, DWORD state, DWORD within_ms) {
  for (DWORD waited = 0;; waited += kPollMs) {
    SERVICE_STATUS status{};
    if (!QueryServiceStatus(service.get(), &status)) return false;
    if (status.dwCurrentState == state) return true;
    if (waited >= within_ms) return false;
    // A start that failed has ended.
    if (state == SERVICE_RUNNING && status.dwCurrentState == SERVICE_STOPPED) return false;
    Sleep(kPollMs);
  }
}

void Stop(const UniqueServiceHandle& service) {
  SERVICE_STATUS status{};
  if (!ControlService(service.get(), SERVICE_CONTROL_STOP, &status)) {
    const DWORD error = GetLastError();
    if (error == ERROR_SERVICE_NOT_ACTIVE) return;
    if (error != ERROR_SERVICE_CANNOT_ACCEPT_CTRL) {
      throw SetupError(L"The service gatehouse-service cannot be stopped", error);
    }
  }
  if (!ReachesState(service, SERVICE_STOPPED, kStopMs)) {
    throw SetupError(L"The service gatehouse-service does not stop: end its process and try again",
                     ERROR_SERVICE_REQUEST_TIMEOUT);
  }
}

// Wine has none of these; Windows has had all since version 7. Without its SID the service does not start, which the
// start tells; that recovery actions are set is for tools/prove-on-windows.ps1 to see.
void Configure(const UniqueServiceHandle& service) {
  SERVICE_SID_INFO sid{SERVICE_SID_TYPE_UNRESTRICTED};
  ChangeServiceConfig2W(service.get(), SERVICE_CONFIG_SERVICE_SID_INFO, &sid);
  std::array<SC_ACTION, 3> actions{{{SC_ACTION_RESTART, 1000}, {SC_ACTION_RESTART, 1000}, {SC_ACTION_RESTART, 5000}}};
  SERVICE_FAILURE_ACTIONSW failure{kForgetFailuresAfterSeconds, nullptr, nullptr, static_cast<DWORD>(actions.size()),
                                   actions.data()};
  ChangeServiceConfig2W(service.get(), SERVICE_CONFIG_FAILURE_ACTIONS, &failure);
  // A service that ends itself with an error counts as failed, too.
  SERVICE_FAILURE_ACTIONS_FLAG flag{TRUE};
  ChangeServiceConfig2W(service.get(), SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, &flag);
  wchar_t text[] = L"Second factor and self-service at the logon screen.";
  SERVICE_DESCRIPTIONW description{text};
  ChangeServiceConfig2W(service.get(), SERVICE_CONFIG_DESCRIPTION, &description);
}

}  // namespace

void RegisterService(const std::wstring& command_line) {
  const UniqueServiceHandle manager = OpenManager();
  UniqueServiceHandle service = OpenOurs(manager);
  if (service) {
    if (!ChangeServiceConfigW(service.get(), SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL,
                              command_line.c_str(), nullptr, nullptr, nullptr, nullptr, nullptr, L"Gatehouse")) {
      throw SetupError(L"The service gatehouse-service cannot be changed", GetLastError());
    }
  } else {
    service = UniqueServiceHandle(CreateServiceW(manager.get(), kServiceName, L"Gatehouse", SERVICE_ALL_ACCESS,
                                                 SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL,
                                                 command_line.c_str(), nullptr, nullptr, nullptr, nullptr, nullptr));
    if (!service) throw SetupError(L"The service gatehouse-service cannot be created", GetLastError());
  }
  Configure(service);
}

void RestartService() {
  const UniqueServiceHandle service = OpenOurs(OpenManager());
  if (!service) throw SetupError(L"There is no service gatehouse-service", ERROR_SERVICE_DOES_NOT_EXIST);
  Stop(service);
  // A computer that is busy with an installation may be too slow for the service control manager once.
  for (int attempt = 1; !StartServiceW(service.get(), 0, nullptr); ++attempt) {
    const DWORD error = GetLastError();
    if (error == ERROR_SERVICE_ALREADY_RUNNING) break;
    if (error != ERROR_SERVICE_REQUEST_TIMEOUT || attempt == kStartAttempts) {
      throw SetupError(L"The service gatehouse-service cannot be started: look into the Application event log", error);
    }
    Stop(service);
  }
  if (!ReachesState(service, SERVICE_RUNNING, kStartMs)) {
    throw SetupError(
        L"The service gatehouse-service does not run: look into the Application event log, source Gatehouse",
        ERROR_SERVICE_REQUEST_TIMEOUT);
  }
}

void HaltService() {
  const UniqueServiceHandle service = OpenOurs(OpenManager());
  if (service) Stop(service);
}

void UnregisterService() {
  const UniqueServiceHandle service = OpenOurs(OpenManager());
  if (!service) return;
  Stop(service);
  if (!DeleteService(service.get()) && GetLastError() != ERROR_SERVICE_MARKED_FOR_DELETE) {
    throw SetupError(L"The service gatehouse-service cannot be removed", GetLastError());
  }
}

}  // namespace gatehouse
