#pragma once

namespace gatehouse {

// Whether this process's session is shown over Remote Desktop.
[[nodiscard]] bool IsRemoteSession() noexcept;

}  // namespace gatehouse
