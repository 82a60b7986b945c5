#include "win/pipe_presence.h"

#include "win/pipe_names.h"

namespace gatehouse {
namespace {

constexpr DWORD kLookMs = 100;

}  // namespace

bool WaitForPipe(DWORD patience_ms) noexcept {
  const ULONGLONG begun = GetTickCount64();
  for (;;) {
    // One whose instances are all busy is there.
    if (WaitNamedPipeW(kCredentialPipe, 1) || GetLastError() != ERROR_FILE_NOT_FOUND) return true;
    if (GetTickCount64() - begun >= patience_ms) return false;
    Sleep(kLookMs);
  }
}

}  // namespace gatehouse
