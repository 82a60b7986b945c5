#pragma once

#include "win/win32.h"

namespace gatehouse {

// A lock for std::lock_guard. Not std::mutex: that would bring winpthread's bookkeeping into LogonUI.
class SrwLock {
 public:
  void lock() noexcept { AcquireSRWLockExclusive(&lock_); }
  void unlock() noexcept { ReleaseSRWLockExclusive(&lock_); }

 private:
  SRWLOCK lock_ = SRWLOCK_INIT;
};

}  // namespace gatehouse
