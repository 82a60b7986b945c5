#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::host {

// How wide a text is, in pixels.
using MeasureText = std::function<int(std::wstring_view)>;

// Breaks a text into lines of at most `width`: at spaces, and between Chinese characters, of which none that closes
// (。，：）…) begins a line. A word that is wider than a line is cut.
[[nodiscard]] std::vector<std::wstring> BreakLines(std::wstring_view text, int width, const MeasureText& measure);

// Whether a text holds Chinese characters.
[[nodiscard]] bool HasHan(std::wstring_view text) noexcept;

}  // namespace gatehouse::host
