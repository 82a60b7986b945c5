#pragma once

#include <string>

namespace gatehouse {

// Puts the join token where the service looks for it: `folder`\join-token, for SYSTEM and Administrators only. `token`
// wins over `token_file`, which is copied and left where it is, because one file may serve a whole rollout. Nothing
// without either. Throws SetupError.
void StoreJoinToken(const std::wstring& folder, const std::wstring& token, const std::wstring& token_file);

}  // namespace gatehouse
