#include "win/account.h"

#include "win/win32.h"

// <sddl.h> of mingw-w64 needs what <aclapi.h> defines.
#include <aclapi.h>
#include <sddl.h>

#include <array>
#include <vector>

#include "win/unique_handle.h"
#include "win/wide_text.h"

namespace gatehouse {
namespace {

constexpr DWORD kMaxNameUnits = 512;

std::string SidText(PSID sid) {
  wchar_t* text = nullptr;
  if (!ConvertSidToStringSidW(sid, &text)) return {};
  const UniqueLocalMemory owner(text);
  return Narrow(text);
}

std::optional<Account> FindBySid(PSID sid) {
  std::array<wchar_t, kMaxNameUnits> user{};
  std::array<wchar_t, kMaxNameUnits> domain{};
  DWORD user_size = kMaxNameUnits;
  DWORD domain_size = kMaxNameUnits;
  SID_NAME_USE use = SidTypeUnknown;
  if (!LookupAccountSidW(nullptr, sid, user.data(), &user_size, domain.data(), &domain_size, &use) ||
      use != SidTypeUser) {
    return std::nullopt;
  }
  return Account{SidText(sid), Narrow(domain.data()), Narrow(user.data())};
}

// LSA does not know "." for this computer in LookupAccountName.
std::wstring WithoutDot(const std::wstring& name) {
  if (!name.starts_with(L".\\")) return name;
  std::array<wchar_t, MAX_COMPUTERNAME_LENGTH + 1> computer{};
  DWORD size = static_cast<DWORD>(computer.size());
  if (!GetComputerNameW(computer.data(), &size)) return name.substr(2);
  return std::wstring(computer.data(), size) + name.substr(1);
}

}  // namespace

std::optional<Account> FindAccountByName(const std::string& name) {
  if (name.empty()) return std::nullopt;
  std::vector<BYTE> sid(SECURITY_MAX_SID_SIZE);
  std::array<wchar_t, kMaxNameUnits> domain{};
  DWORD sid_size = static_cast<DWORD>(sid.size());
  DWORD domain_size = kMaxNameUnits;
  SID_NAME_USE use = SidTypeUnknown;
  if (!LookupAccountNameW(nullptr, WithoutDot(Widen(name)).c_str(), sid.data(), &sid_size, domain.data(), &domain_size,
                          &use)) {
    return std::nullopt;
  }
  return FindBySid(sid.data());
}

std::optional<Account> FindAccountBySid(const std::string& sid) {
  PSID binary = nullptr;
  if (!ConvertStringSidToSidW(Widen(sid).c_str(), &binary)) return std::nullopt;
  const UniqueLocalMemory owner(binary);
  return FindBySid(binary);
}

}  // namespace gatehouse
