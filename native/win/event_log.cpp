#include "win/event_log.h"

#include <string>
#include <vector>

namespace gatehouse {
namespace {

constexpr std::size_t kMaxString = 1000;

// C0, DEL and C1.
bool IsControl(wchar_t letter) { return letter < L' ' || (letter >= 0x7f && letter <= 0x9f); }

// Not between the two halves of a character.
std::wstring CutTo(const std::wstring& text, std::size_t length) {
  const bool is_between = text.size() > length && text[length - 1] >= 0xD800 && text[length - 1] <= 0xDBFF;
  return text.substr(0, is_between ? length - 1 : length);
}

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
  for (const wchar_t letter : CutTo(text, kMaxString)) {
    const bool is_insertion =
        !safe.empty() && safe.back() == L'%' && (letter == L'%' || (letter >= L'0' && letter <= L'9'));
    if (is_insertion) safe += L' ';
    safe += IsControl(letter) ? L' ' : letter;
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
