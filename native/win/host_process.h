#pragma once

#include <string_view>

namespace gatehouse {

// Whether this process is the prompt of User Account Control: consent.exe of the system folder, running as SYSTEM.
// Every other program that asks for credentials (a browser, the Remote Desktop client) asks for those of another
// computer.
[[nodiscard]] bool IsElevationPrompt() noexcept;

// The rule behind it. Paths are compared without regard to case.
[[nodiscard]] bool IsElevationPrompt(std::wstring_view image, std::wstring_view system_folder, bool is_system) noexcept;

}  // namespace gatehouse
