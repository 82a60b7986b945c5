#include "win/host_process.h"

#include <array>
#include <string>

#include "win/unique_handle.h"
#include "win/win32.h"

namespace gatehouse {
namespace {

bool RunsAsSystem() noexcept {
  UniqueHandle token;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, token.put())) return false;
  alignas(TOKEN_USER) std::array<BYTE, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> user{};
  DWORD size = 0;
  return GetTokenInformation(token.get(), TokenUser, user.data(), static_cast<DWORD>(user.size()), &size) &&
         IsWellKnownSid(reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid, WinLocalSystemSid);
}

}  // namespace

bool IsElevationPrompt(std::wstring_view image, std::wstring_view system_folder, bool is_system) noexcept {
  constexpr std::wstring_view kName = L"\\consent.exe";
  if (!is_system || system_folder.empty() || image.size() != system_folder.size() + kName.size()) return false;
  const auto same = [](std::wstring_view a, std::wstring_view b) {
    return CompareStringOrdinal(a.data(), static_cast<int>(a.size()), b.data(), static_cast<int>(b.size()), TRUE) ==
           CSTR_EQUAL;
  };
  return same(image.substr(0, system_folder.size()), system_folder) && same(image.substr(system_folder.size()), kName);
}

bool IsElevationPrompt() noexcept {
  std::array<wchar_t, MAX_PATH> image{};
  std::array<wchar_t, MAX_PATH> folder{};
  const DWORD image_length = GetModuleFileNameW(nullptr, image.data(), static_cast<DWORD>(image.size()));
  const UINT folder_length = GetSystemDirectoryW(folder.data(), static_cast<UINT>(folder.size()));
  if (image_length == 0 || image_length >= image.size() || folder_length == 0 || folder_length >= folder.size()) {
    return false;
  }
  return IsElevationPrompt({image.data(), image_length}, {folder.data(), folder_length}, RunsAsSystem());
}

}  // namespace gatehouse
