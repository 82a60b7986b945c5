#pragma once

namespace gatehouse {

// Only administrators can create pipes below ProtectedPrefix\Administrators.
inline constexpr wchar_t kCredentialPipe[] = L"\\\\.\\pipe\\ProtectedPrefix\\Administrators\\Gatehouse\\credential";

// Our service as the service control manager knows it.
inline constexpr wchar_t kServiceName[] = L"gatehouse-service";

}  // namespace gatehouse
