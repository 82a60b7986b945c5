#include "win/event_log.h"

namespace gatehouse {

void ReportEventToLog(ProviderEvent event, const std::wstring& text) noexcept {
  const HANDLE log = RegisterEventSourceW(nullptr, L"Gatehouse");
  if (log == nullptr) return;
  const wchar_t* strings[] = {text.c_str()};
  ReportEventW(log, EVENTLOG_WARNING_TYPE, 0, static_cast<DWORD>(event), nullptr, 1, 0, strings, nullptr);
  DeregisterEventSource(log);
}

}  // namespace gatehouse
