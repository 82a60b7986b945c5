#pragma once

#include <windows.h>

#include <stdexcept>

namespace gatehouse {

// A Win32 call failed. The text names the call and the code, never data.
class WinError : public std::runtime_error {
 public:
  WinError(const char* call, DWORD code);
  DWORD code() const noexcept { return code_; }

 private:
  DWORD code_;
};

// Throws the calling thread's last error as that of `call`.
[[noreturn]] void ThrowLastError(const char* call);

}  // namespace gatehouse
