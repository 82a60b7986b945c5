#include "setup/tree_removal.h"

#include "win/unique_handle.h"

namespace gatehouse {
namespace {

struct FindTraits {
  using Value = HANDLE;
  static Value Empty() noexcept { return INVALID_HANDLE_VALUE; }
  static void Close(Value value) noexcept { FindClose(value); }
};

// node_modules is nested, too; deeper than this is not of ours.
constexpr int kMaxDepth = 64;

bool AtNextBoot(const std::wstring& path) {
  MoveFileExW(path.c_str(), nullptr, MOVEFILE_DELAY_UNTIL_REBOOT);
  return false;
}

bool RemoveFolder(const std::wstring& path, int depth);

bool RemoveEntry(const std::wstring& path, DWORD attributes, int depth) {
  if ((attributes & FILE_ATTRIBUTE_READONLY) != 0) SetFileAttributesW(path.c_str(), FILE_ATTRIBUTE_NORMAL);
  if ((attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) return DeleteFileW(path.c_str()) || AtNextBoot(path);
  if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) return RemoveDirectoryW(path.c_str()) || AtNextBoot(path);
  return RemoveFolder(path, depth + 1);
}

bool RemoveFolder(const std::wstring& path, int depth) {
  if (depth > kMaxDepth) return false;
  bool gone = true;
  {
    WIN32_FIND_DATAW found{};
    const Unique<FindTraits> search(FindFirstFileW((path + L"\\*").c_str(), &found));
    if (!search) return GetLastError() == ERROR_PATH_NOT_FOUND || GetLastError() == ERROR_FILE_NOT_FOUND;
    do {
      const std::wstring name = found.cFileName;
      if (name != L"." && name != L"..") gone &= RemoveEntry(path + L"\\" + name, found.dwFileAttributes, depth);
    } while (FindNextFileW(search.get(), &found));
  }
  return (RemoveDirectoryW(path.c_str()) || AtNextBoot(path)) && gone;
}

}  // namespace

bool RemoveTree(const std::wstring& path) {
  const DWORD attributes = GetFileAttributesW(path.c_str());
  return attributes == INVALID_FILE_ATTRIBUTES || RemoveEntry(path, attributes, 0);
}

}  // namespace gatehouse
