#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "win/win32.h"

namespace gatehouse {

inline constexpr wchar_t kPolicyKey[] = L"SOFTWARE\\Policies\\Gatehouse";
inline constexpr wchar_t kInstallKey[] = L"SOFTWARE\\Gatehouse";

// Values under HKEY_LOCAL_MACHINE, or another root. Nothing when a value is absent, of another type, or over 64 KiB.
[[nodiscard]] std::optional<DWORD> ReadRegistryDword(const wchar_t* key, const wchar_t* name,
                                                     HKEY root = HKEY_LOCAL_MACHINE);
[[nodiscard]] std::optional<std::wstring> ReadRegistryString(const wchar_t* key, const wchar_t* name,
                                                             HKEY root = HKEY_LOCAL_MACHINE);
[[nodiscard]] std::optional<std::vector<std::wstring>> ReadRegistryStrings(const wchar_t* key, const wchar_t* name,
                                                                           HKEY root = HKEY_LOCAL_MACHINE);

// The strings of a list of terminated ones, without empty ones.
[[nodiscard]] std::vector<std::wstring> SplitMultiString(std::wstring_view text);

}  // namespace gatehouse
