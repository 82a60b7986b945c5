#pragma once

#include <windows.h>

#include <string>

namespace gatehouse {

// A security descriptor written in SDDL, for the objects that we make.
class SecurityDescriptor {
 public:
  explicit SecurityDescriptor(const std::wstring& sddl);
  SecurityDescriptor(const SecurityDescriptor&) = delete;
  SecurityDescriptor& operator=(const SecurityDescriptor&) = delete;
  ~SecurityDescriptor();

  // Not inheritable. Valid as long as this object.
  SECURITY_ATTRIBUTES Attributes() const noexcept;

 private:
  PSECURITY_DESCRIPTOR descriptor_ = nullptr;
};

// Owner, group and DACL that an object really has, in SDDL.
std::wstring ReadSecurityDescriptor(HANDLE object);

// A SID in its S-1-… form.
std::wstring SidText(PSID sid);

}  // namespace gatehouse
