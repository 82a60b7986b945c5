#pragma once

#include <initializer_list>
#include <string>

#include "win/provider_events.h"

namespace gatehouse {

// Writes one of `provider_events.h` to the Application log under the source "Gatehouse": facts that an administrator
// must be able to find when the service, which has the real log, was not there. Its text is in the message table;
// `strings` are what is inserted there, and never a secret. Best effort: a full log must not stop a logon.
void ReportEventToLog(const ProviderEvent& event, std::initializer_list<std::wstring> strings = {}) noexcept;

// Event Viewer takes `%1` for an insertion in what was inserted, too: a blank keeps the two apart.
[[nodiscard]] std::wstring Insertable(const std::wstring& text);

}  // namespace gatehouse
