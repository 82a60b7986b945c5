#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "provider/com_ptr.h"
#include "provider/credential_provider_abi.h"

namespace gatehouse::host {

struct EnumeratedUser {
  std::wstring sid;
  std::wstring qualified_name;
  std::wstring display_name;
};

// The users that the host enumerates, as LogonUI hands them to SetUserArray.
[[nodiscard]] ComPtr<ICredentialProviderUserArray> CreateUserArray(std::vector<EnumeratedUser> users);

}  // namespace gatehouse::host
