#pragma once

#include <stdexcept>
#include <string>

#include "win/wide_text.h"
#include "win/win32.h"

namespace gatehouse {

// A step of the installation failed. The text says what to do next and never holds a secret; `code` is of Win32, or 0.
class SetupError : public std::runtime_error {
 public:
  SetupError(const std::wstring& text, DWORD code) : std::runtime_error(Narrow(text)), text_(text), code_(code) {}
  [[nodiscard]] const std::wstring& text() const noexcept { return text_; }
  [[nodiscard]] DWORD code() const noexcept { return code_; }

 private:
  std::wstring text_;
  DWORD code_;
};

}  // namespace gatehouse
