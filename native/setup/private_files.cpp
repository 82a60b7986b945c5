#include "setup/private_files.h"

#include <aclapi.h>
#include <sddl.h>

#include <array>

#include "setup/setup_error.h"
#include "win/unique_handle.h"

namespace gatehouse {
namespace {

// Those of service/src/windows/security-descriptors.ts; a file inherits nothing onwards.
constexpr wchar_t kFolderSddl[] = L"O:SYG:SYD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";
constexpr wchar_t kFileSddl[] = L"O:SYG:SYD:P(A;;FA;;;SY)(A;;FA;;;BA)";

class PrivateSecurity {
 public:
  explicit PrivateSecurity(const wchar_t* sddl) {
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, SDDL_REVISION_1, descriptor_.put(), nullptr)) {
      throw SetupError(L"A security descriptor cannot be made", GetLastError());
    }
    attributes_.nLength = sizeof(attributes_);
    attributes_.lpSecurityDescriptor = descriptor_.get();
  }
  [[nodiscard]] SECURITY_ATTRIBUTES* get() noexcept { return &attributes_; }

 private:
  UniqueLocalMemory descriptor_;
  SECURITY_ATTRIBUTES attributes_{};
};

// Whether SYSTEM, Administrators or whoever installs owns it.
bool IsOwnedByUs(const std::wstring& path) {
  PSID owner = nullptr;
  UniqueLocalMemory descriptor;
  if (GetNamedSecurityInfoW(path.c_str(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr, nullptr,
                            descriptor.put()) != ERROR_SUCCESS) {
    return false;
  }
  if (IsWellKnownSid(owner, WinLocalSystemSid) || IsWellKnownSid(owner, WinBuiltinAdministratorsSid)) return true;
  UniqueHandle token;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, token.put())) return false;
  alignas(TOKEN_USER) std::array<BYTE, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> user{};
  DWORD size = static_cast<DWORD>(user.size());
  if (!GetTokenInformation(token.get(), TokenUser, user.data(), size, &size)) return false;
  return EqualSid(owner, reinterpret_cast<TOKEN_USER*>(user.data())->User.Sid) != FALSE;
}

}  // namespace

void MakePrivateFolder(const std::wstring& path) {
  PrivateSecurity security(kFolderSddl);
  if (CreateDirectoryW(path.c_str(), security.get())) return;
  const DWORD error = GetLastError();
  if (error != ERROR_ALREADY_EXISTS) throw SetupError(L"The folder " + path + L" cannot be made", error);
  const DWORD attributes = GetFileAttributesW(path.c_str());
  // A junction would lead our files elsewhere.
  const bool folder = attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 &&
                      (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0;
  if (!folder || !IsOwnedByUs(path)) {
    throw SetupError(path +
                         L" was there before and is not a folder of SYSTEM or Administrators: look at it, remove it, "
                         L"and install again",
                     ERROR_ACCESS_DENIED);
  }
}

void WritePrivateFile(const std::wstring& path, std::string_view content) {
  // The descriptor is given to new files only.
  if (!DeleteFileW(path.c_str()) && GetLastError() != ERROR_FILE_NOT_FOUND) {
    throw SetupError(L"The file " + path + L" cannot be replaced", GetLastError());
  }
  PrivateSecurity security(kFileSddl);
  const UniqueFile file(
      CreateFileW(path.c_str(), GENERIC_WRITE, 0, security.get(), CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) throw SetupError(L"The file " + path + L" cannot be made", GetLastError());
  DWORD written = 0;
  if (!WriteFile(file.get(), content.data(), static_cast<DWORD>(content.size()), &written, nullptr) ||
      written != content.size()) {
    throw SetupError(L"The file " + path + L" cannot be written", GetLastError());
  }
}

}  // namespace gatehouse
