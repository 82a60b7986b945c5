#include "win/event_log.h"

#include <vector>

namespace gatehouse {
namespace {

constexpr std::size_t kMaxString = 1000;

void Report(HANDLE log, const ProviderEvent& event, std::initializer_list<std::wstring> strings) {
  std::vector<std::wstring> texts;
  for (const std::wstring& text : strings) texts.push_back(Insertable(text));
  std::vector<const wchar_t*> pointers;
  for (const std::wstring& text : texts) pointers.push_back(text.c_str());
  ReportEventW(log, event.type, event.category, event.message, nullptr, static_cast<WORD>(pointers.size()), 0,
               pointers.data(), nullptr);
}

}  // namespace

std::wstring Insertable(const std::wstring& text) {
  std::wstring safe;
  for (const wchar_t letter : text.substr(0, kMaxString)) {
    const bool is_insertion =
        !safe.empty() && safe.back() == L'%' && (letter == L'%' || (letter >= L'0' && letter <= L'9'));
    if (is_insertion) safe += L' ';
    safe += letter < L' ' ? L' ' : letter;
  }
  return safe;
}

void ReportEventToLog(const ProviderEvent& event, std::initializer_list<std::wstring> strings) noexcept {
  const HANDLE log = RegisterEventSourceW(nullptr, kEventSource);
  if (log == nullptr) return;
  try {
    Report(log, event, strings);
  } catch (...) {
    // No memory: the entry is lost, and the logon is not.
  }
  DeregisterEventSource(log);
}

}  // namespace gatehouse
