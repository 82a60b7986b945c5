#pragma once

#include <windows.h>

#include <string>

namespace gatehouse {

// The process at the other end of a pipe.
struct Caller {
  DWORD pid = 0;
  DWORD session = 0;
  std::wstring sid;
  std::wstring image;
};

// Identifies the client of a connected pipe from which bytes were already read (before that, a
// client cannot be impersonated). The SID is that of the token with which the client opened the
// pipe; it must be the SID of the process that the pipe names, so neither a process id that was
// reused nor a process that impersonates somebody passes. Throws WinError; ERROR_ACCESS_DENIED when
// the two SIDs differ.
Caller IdentifyCaller(HANDLE pipe);

// The SID that this process runs as.
std::wstring CurrentUserSid();

}  // namespace gatehouse
