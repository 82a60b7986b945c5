#include "win/win_error.h"

#include <string>

namespace gatehouse {

WinError::WinError(const char* call, DWORD code)
    : std::runtime_error(std::string(call) + " failed with error " + std::to_string(code)), code_(code) {}

void ThrowLastError(const char* call) { throw WinError(call, GetLastError()); }

}  // namespace gatehouse
