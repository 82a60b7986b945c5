#pragma once

#include <optional>

#include "win/win32.h"

namespace gatehouse {

// LSA's number of the package that interactive logons go through: Negotiate, as Microsoft's own provider uses; Kerberos
// where LSA does not know Negotiate. Nothing when LSA cannot be asked.
[[nodiscard]] std::optional<ULONG> FindLogonPackage() noexcept;

}  // namespace gatehouse
