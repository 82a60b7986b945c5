#include "logon_host/line_breaks.h"

#include <algorithm>

namespace gatehouse::host {
namespace {

bool IsHan(wchar_t unit) noexcept { return unit >= 0x4e00 && unit < 0xa000; }

// Han, and the marks and full-width forms that are set like it.
bool IsWide(wchar_t unit) noexcept {
  return IsHan(unit) || (unit >= 0x3000 && unit < 0x3040) || (unit >= 0xff00 && unit < 0xff61);
}

bool Closes(wchar_t unit) noexcept {
  return std::wstring_view(L"。，、：；！？）”’》」…,.:;!?)").find(unit) != std::wstring_view::npos;
}

bool Opens(wchar_t unit) noexcept { return std::wstring_view(L"（“‘《「(").find(unit) != std::wstring_view::npos; }

// Whether a line may end before `text[at]`.
bool MayBreak(std::wstring_view text, std::size_t at) noexcept {
  const wchar_t before = text[at - 1];
  const wchar_t after = text[at];
  if (before == L' ') return after != L' ';
  if (Closes(after) || Opens(before)) return false;
  return IsWide(before) || IsWide(after);
}

std::wstring_view WithoutSpaces(std::wstring_view line) {
  while (!line.empty() && line.back() == L' ') line.remove_suffix(1);
  return line;
}

}  // namespace

bool HasHan(std::wstring_view text) noexcept { return std::any_of(text.begin(), text.end(), IsHan); }

std::vector<std::wstring> BreakLines(std::wstring_view text, int width, const MeasureText& measure) {
  std::vector<std::wstring> lines;
  while (!text.empty()) {
    std::size_t end = 0;
    for (std::size_t at = 1; at <= text.size(); ++at) {
      if (at < text.size() && !MayBreak(text, at)) continue;
      if (measure(WithoutSpaces(text.substr(0, at))) > width) break;
      end = at;
    }
    if (end == 0) {
      end = 1;
      while (end < text.size() && measure(text.substr(0, end + 1)) <= width) ++end;
    }
    lines.emplace_back(WithoutSpaces(text.substr(0, end)));
    text.remove_prefix(end);
  }
  return lines;
}

}  // namespace gatehouse::host
