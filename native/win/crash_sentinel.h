#pragma once

namespace gatehouse {

// Keeps a host that our DLL makes crash from doing so for ever: a person must be able to log on to repair it. Each host
// that holds a provider has a value of its own in a volatile registry key, named after its process, and removes it in
// order; values whose process no longer lives are its crashes. After kMaxCrashes of them in kCrashWindowMinutes the
// provider is reduced to break-glass accounts, or refused where the administrator says so, until the next boot, which
// also is the end of the key, and that is written to the event log. The key is writable by administrators and SYSTEM
// only; a host of another account is not counted.
inline constexpr unsigned kMaxCrashes = 8;
inline constexpr unsigned kCrashWindowMinutes = 60;

class CrashSentinel {
 public:
  // Whether a whole provider may be created. False when too many hosts ended with one.
  [[nodiscard]] static bool Allows() noexcept;

  // Marks this process as a host, for as long as one of its sentinels has not left.
  CrashSentinel() noexcept;
  CrashSentinel(const CrashSentinel&) = delete;
  CrashSentinel& operator=(const CrashSentinel&) = delete;
  ~CrashSentinel() { Leave(); }

  // The provider was torn down in order, or did its work.
  void Leave() noexcept;

 private:
  bool left_ = false;
};

}  // namespace gatehouse
