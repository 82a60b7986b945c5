#include "setup/portal_shortcut.h"

#include <array>
#include <string_view>

#include "win/unique_handle.h"

namespace gatehouse {
namespace {

// As service/src/windows/folder-start-menu.ts.
constexpr DWORD kMaxBytes = 4096;

// As isOurShortcut in service/src/user-tools/internet-shortcut.ts.
bool IsOurs(std::string_view text) noexcept {
  constexpr std::string_view kBegin = "[InternetShortcut]\r\nURL=https://";
  constexpr std::string_view kEnd = "/account\r\n";
  if (text.size() <= kBegin.size() + kEnd.size() || !text.starts_with(kBegin) || !text.ends_with(kEnd)) return false;
  text.remove_prefix(kBegin.size());
  text.remove_suffix(kEnd.size());
  for (const char c : text) {
    if (c < '!' || c > '~') return false;
  }
  return true;
}

}  // namespace

bool RemovePortalShortcut(const std::wstring& path) noexcept {
  // What is read and what is removed are one file, and no link's target.
  const UniqueFile file(CreateFileW(path.c_str(), GENERIC_READ | DELETE, FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr,
                                    OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
  if (!file) return GetLastError() == ERROR_FILE_NOT_FOUND || GetLastError() == ERROR_PATH_NOT_FOUND;
  BY_HANDLE_FILE_INFORMATION facts{};
  if (!GetFileInformationByHandle(file.get(), &facts)) return false;
  constexpr DWORD kNoFile = FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DIRECTORY;
  if ((facts.dwFileAttributes & kNoFile) != 0 || facts.nFileSizeHigh != 0 || facts.nFileSizeLow > kMaxBytes) {
    return false;
  }
  std::array<char, kMaxBytes> bytes;
  DWORD size = 0;
  if (!ReadFile(file.get(), bytes.data(), kMaxBytes, &size, nullptr)) return false;
  if (!IsOurs({bytes.data(), size})) return false;
  FILE_DISPOSITION_INFO gone{TRUE};
  return SetFileInformationByHandle(file.get(), FileDispositionInfo, &gone, sizeof(gone)) != FALSE;
}

}  // namespace gatehouse
