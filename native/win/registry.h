#pragma once

#include <optional>
#include <string>
#include <vector>

#include "win/win32.h"

namespace gatehouse {

inline constexpr wchar_t kPolicyKey[] = L"SOFTWARE\\Policies\\Gatehouse";
inline constexpr wchar_t kInstallKey[] = L"SOFTWARE\\Gatehouse";

// Values under HKEY_LOCAL_MACHINE. Nothing when a value is absent, of another type, or over 64 KiB.
[[nodiscard]] std::optional<DWORD> ReadRegistryDword(const wchar_t* key, const wchar_t* name);
[[nodiscard]] std::optional<std::wstring> ReadRegistryString(const wchar_t* key, const wchar_t* name);
[[nodiscard]] std::optional<std::vector<std::wstring>> ReadRegistryStrings(const wchar_t* key, const wchar_t* name);

}  // namespace gatehouse
