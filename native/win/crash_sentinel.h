#pragma once

namespace gatehouse {

// Keeps a host that our DLL makes crash from doing so for ever: a person must be able to log on to repair it. Every
// creation of a provider counts in a volatile registry key, every orderly end takes the count back to zero; after
// kMaxUnfinished creations without one in a row, the provider is refused until the next boot, which also is the end of
// the key, and the refusal is written to the event log. The key is writable by administrators and SYSTEM only.
inline constexpr unsigned kMaxUnfinished = 8;

class CrashSentinel {
 public:
  // Counts a creation. False when there were too many.
  [[nodiscard]] static bool Enter() noexcept;
  // The provider was torn down in order, or did its work.
  static void Leave() noexcept;
};

}  // namespace gatehouse
