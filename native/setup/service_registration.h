#pragma once

#include <string>

namespace gatehouse {

// The service as the service control manager has it. Not MSI's own ServiceInstall: that belongs to the component of the
// program, which lies in another folder with each version, so the removal of the old version would take the service of
// the new one with it; and it knows neither the service SID, without which the pipe cannot be made, nor quotes the
// path.

// Creates the service or gives it another command line; automatic start, LocalSystem, service SID, recovery actions.
// Throws SetupError.
void RegisterService(const std::wstring& command_line);

// Stops the service if it runs, waits until it has, and starts it. Throws SetupError when it does not run within 60 s.
void RestartService();

// Stops the service and waits until it has. No error when there is none. Throws SetupError.
void HaltService();

// Stops the service, waits until it has, and removes it. No error when there is none. Throws SetupError.
void UnregisterService();

}  // namespace gatehouse
