#include "setup/join_token.h"

#include <array>

#include "setup/private_files.h"
#include "setup/setup_error.h"
#include "win/unique_handle.h"
#include "win/wide_text.h"

namespace gatehouse {
namespace {

// As many bytes as the service takes of a token file (service/src/identity/token-file.ts).
constexpr DWORD kMaxTokenBytes = 4096;

std::string ReadTokenFile(const std::wstring& path) {
  const UniqueFile file(
      CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) throw SetupError(L"GATEHOUSE_TOKEN_FILE: the file cannot be read by SYSTEM", GetLastError());
  std::string content(kMaxTokenBytes + 1, '\0');
  DWORD read = 0;
  if (!ReadFile(file.get(), content.data(), static_cast<DWORD>(content.size()), &read, nullptr)) {
    throw SetupError(L"GATEHOUSE_TOKEN_FILE: the file cannot be read", GetLastError());
  }
  if (read == 0 || read > kMaxTokenBytes) throw SetupError(L"GATEHOUSE_TOKEN_FILE: this is not a join token", 0);
  content.resize(read);
  return content;
}

}  // namespace

void StoreJoinToken(const std::wstring& folder, const std::wstring& token, const std::wstring& token_file) {
  if (token.empty() && token_file.empty()) return;
  std::string content = token.empty() ? ReadTokenFile(token_file) : Narrow(token);
  MakePrivateFolder(folder);
  WritePrivateFile(folder + L"\\join-token", content);
  SecureZeroMemory(content.data(), content.size());
}

}  // namespace gatehouse
