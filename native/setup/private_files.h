#pragma once

#include <string>
#include <string_view>

namespace gatehouse {

// Makes the folder of keys and state for SYSTEM and Administrators only (R9), as the service does at its start. One
// that is there already is taken only when it is a folder of SYSTEM or Administrators: a standard user can make folders
// in ProgramData. Throws SetupError.
void MakePrivateFolder(const std::wstring& path);

// Writes a file that SYSTEM and Administrators only may read, in the place of one that was there. Throws SetupError.
void WritePrivateFile(const std::wstring& path, std::string_view content);

}  // namespace gatehouse
