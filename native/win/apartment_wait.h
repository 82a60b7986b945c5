#pragma once

#include "win/win32.h"

#include <objbase.h>

namespace gatehouse {

// Waits for one object; in a single-threaded apartment calls of other threads into it are served meanwhile, so that
// what is waited for may need us to come about.
inline void WaitServingCalls(HANDLE object) noexcept {
  DWORD index = 0;
  // Fails in a thread without an apartment; then nothing is called there and a plain wait is right.
  if (FAILED(CoWaitForMultipleHandles(0, INFINITE, 1, &object, &index))) WaitForSingleObject(object, INFINITE);
}

}  // namespace gatehouse
