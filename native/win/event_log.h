#pragma once

#include <string>
#include <string_view>

#include "win/win32.h"

namespace gatehouse {

// Facts that an administrator must be able to find when the service, which has the real log, was not there. The ids
// are stable. Texts never hold a secret.
enum class ProviderEvent : DWORD {
  kBreakGlassUsed = 100,
  kServiceNotTrusted = 101,
  kDisabledAfterCrashes = 102,
  kRemoteWithoutPassword = 103,
};

// Writes to the Application log under the source "Gatehouse". Best effort: a full log must not stop a logon.
void ReportEventToLog(ProviderEvent event, const std::wstring& text) noexcept;

}  // namespace gatehouse
