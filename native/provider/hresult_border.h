#pragma once

#include <new>

#include "win/win32.h"

namespace gatehouse {

// The border between our code and COM: no exception goes into LogonUI. The class of the failure is all that leaves.
template <typename Body>
[[nodiscard]] HRESULT AtBorder(Body body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return E_OUTOFMEMORY;
  } catch (...) {
    return E_UNEXPECTED;
  }
}

}  // namespace gatehouse
