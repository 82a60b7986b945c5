#include "win/caller.h"

#include <cstdlib>
#include <vector>

#include "win/security_descriptor.h"
#include "win/unique_handle.h"
#include "win/win_error.h"

namespace gatehouse {
namespace {

// Acts as the client until the end of the scope. A thread that cannot stop acting as somebody else
// must not go on:
// https://learn.microsoft.com/windows/win32/api/securitybaseapi/nf-securitybaseapi-reverttoself
class Impersonation {
 public:
  explicit Impersonation(HANDLE pipe) {
    if (!ImpersonateNamedPipeClient(pipe)) ThrowLastError("ImpersonateNamedPipeClient");
  }
  Impersonation(const Impersonation&) = delete;
  Impersonation& operator=(const Impersonation&) = delete;
  ~Impersonation() {
    if (!RevertToSelf()) std::abort();
  }
};

std::wstring UserOf(HANDLE token) {
  DWORD size = 0;
  GetTokenInformation(token, TokenUser, nullptr, 0, &size);
  std::vector<std::byte> buffer(size);
  if (!GetTokenInformation(token, TokenUser, buffer.data(), size, &size)) {
    ThrowLastError("GetTokenInformation");
  }
  return SidText(reinterpret_cast<const TOKEN_USER*>(buffer.data())->User.Sid);
}

std::wstring UserOfClient(HANDLE pipe) {
  const Impersonation impersonation(pipe);
  HANDLE token = nullptr;
  // OpenAsSelf: the access check on the token is made with our own rights, not with the client's.
  if (!OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token)) {
    ThrowLastError("OpenThreadToken");
  }
  const UniqueHandle owned(token);
  return UserOf(owned.get());
}

std::wstring UserOfProcess(HANDLE process) {
  HANDLE token = nullptr;
  if (!OpenProcessToken(process, TOKEN_QUERY, &token)) ThrowLastError("OpenProcessToken");
  const UniqueHandle owned(token);
  return UserOf(owned.get());
}

std::wstring ImageOf(HANDLE process) {
  // The longest path that the object manager can hold.
  std::wstring image(32'768, L'\0');
  auto length = static_cast<DWORD>(image.size());
  if (!QueryFullProcessImageNameW(process, 0, image.data(), &length)) {
    ThrowLastError("QueryFullProcessImageNameW");
  }
  image.resize(length);
  return image;
}

}  // namespace

Caller IdentifyCaller(HANDLE pipe) {
  Caller caller;
  if (!GetNamedPipeClientProcessId(pipe, &caller.pid)) {
    ThrowLastError("GetNamedPipeClientProcessId");
  }
  if (!GetNamedPipeClientSessionId(pipe, &caller.session)) {
    ThrowLastError("GetNamedPipeClientSessionId");
  }
  const UniqueHandle process(OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, caller.pid));
  if (!process) ThrowLastError("OpenProcess");
  caller.image = ImageOf(process.get());
  caller.sid = UserOfClient(pipe);
  if (caller.sid != UserOfProcess(process.get())) {
    throw WinError("IdentifyCaller", ERROR_ACCESS_DENIED);
  }
  return caller;
}

std::wstring CurrentUserSid() { return UserOfProcess(GetCurrentProcess()); }

}  // namespace gatehouse
