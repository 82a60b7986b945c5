#include "win/security_descriptor.h"

#include <aclapi.h>
#include <sddl.h>

#include <memory>

#include "win/win_error.h"

namespace gatehouse {
namespace {

struct LocalDeleter {
  void operator()(void* memory) const noexcept { LocalFree(memory); }
};
template <typename T>
using LocalPtr = std::unique_ptr<T, LocalDeleter>;

}  // namespace

SecurityDescriptor::SecurityDescriptor(const std::wstring& sddl) {
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl.c_str(), SDDL_REVISION_1, &descriptor_, nullptr)) {
    ThrowLastError("ConvertStringSecurityDescriptorToSecurityDescriptorW");
  }
}

SecurityDescriptor::~SecurityDescriptor() { LocalFree(descriptor_); }

SECURITY_ATTRIBUTES SecurityDescriptor::Attributes() const noexcept {
  return {sizeof(SECURITY_ATTRIBUTES), descriptor_, FALSE};
}

std::wstring ReadSecurityDescriptor(HANDLE object) {
  constexpr SECURITY_INFORMATION kParts =
      OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
  PSECURITY_DESCRIPTOR raw = nullptr;
  const DWORD result = GetSecurityInfo(object, SE_KERNEL_OBJECT, kParts, nullptr, nullptr, nullptr, nullptr, &raw);
  if (result != ERROR_SUCCESS) throw WinError("GetSecurityInfo", result);
  const LocalPtr<void> descriptor(raw);
  LPWSTR text = nullptr;
  if (!ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor.get(), SDDL_REVISION_1, kParts, &text,
                                                            nullptr)) {
    ThrowLastError("ConvertSecurityDescriptorToStringSecurityDescriptorW");
  }
  const LocalPtr<wchar_t> owned(text);
  return owned.get();
}

std::wstring SidText(PSID sid) {
  LPWSTR text = nullptr;
  if (!ConvertSidToStringSidW(sid, &text)) ThrowLastError("ConvertSidToStringSidW");
  const LocalPtr<wchar_t> owned(text);
  return owned.get();
}

}  // namespace gatehouse
