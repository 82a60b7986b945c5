#include "win/server_check.h"

#include <aclapi.h>

#include "win/pipe_names.h"
#include "win/unique_handle.h"

namespace gatehouse {
namespace {

bool IsOwnedBySystem(HANDLE pipe) noexcept {
  PSID owner = nullptr;
  void* descriptor = nullptr;
  if (GetSecurityInfo(pipe, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr, nullptr,
                      &descriptor) != ERROR_SUCCESS) {
    return false;
  }
  const UniqueLocalMemory memory(descriptor);
  return owner != nullptr && IsWellKnownSid(owner, WinLocalSystemSid) != FALSE;
}

// The process of our running service, 0 when it does not run.
DWORD ServiceProcessId() noexcept {
  const UniqueServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  if (!manager) return 0;
  const UniqueServiceHandle service(OpenServiceW(manager.get(), kServiceName, SERVICE_QUERY_STATUS));
  if (!service) return 0;
  SERVICE_STATUS_PROCESS status{};
  DWORD needed = 0;
  if (!QueryServiceStatusEx(service.get(), SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status), sizeof(status),
                            &needed)) {
    return 0;
  }
  return status.dwProcessId;
}

}  // namespace

bool IsOurService(HANDLE pipe) noexcept {
  ULONG server = 0;
  if (!GetNamedPipeServerProcessId(pipe, &server) || server == 0) return false;
  return IsOwnedBySystem(pipe) && server == ServiceProcessId();
}

}  // namespace gatehouse
