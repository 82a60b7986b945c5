// Generated from service/src/events by npm run docs.
#pragma once

#include "win/win32.h"

namespace gatehouse {

// An entry of the event log: its message id in the message table, its type and its category.
struct ProviderEvent {
  DWORD message;
  WORD type;
  WORD category;
};

inline constexpr wchar_t kEventSource[] = L"Gatehouse";

// Id 100.
inline constexpr ProviderEvent kEventBreakGlassUsed{0x81000064, EVENTLOG_WARNING_TYPE, 5};

// Id 101.
inline constexpr ProviderEvent kEventServiceNotTrusted{0xc1000065, EVENTLOG_ERROR_TYPE, 5};

// Id 102.
inline constexpr ProviderEvent kEventDisabledAfterCrashes{0xc1000066, EVENTLOG_ERROR_TYPE, 5};

// Id 103.
inline constexpr ProviderEvent kEventRemoteWithoutPassword{0x81000067, EVENTLOG_WARNING_TYPE, 5};

// Id 104.
inline constexpr ProviderEvent kEventRemoteLeftToWindows{0x81000068, EVENTLOG_WARNING_TYPE, 5};

}  // namespace gatehouse
