#pragma once

#include <string>
#include <vector>

#include "setup/setup_error.h"
#include "win/win32.h"
// After windows.h.
#include <msi.h>
#include <msiquery.h>

namespace gatehouse {

// The running installation as a deferred custom action sees it: one text that the package made for it, and the log.
class Installation {
 public:
  explicit Installation(MSIHANDLE handle) noexcept : handle_(handle) {}

  // The action's CustomActionData, split at '|', which no path may hold. Wiped by whoever keeps a secret of it.
  [[nodiscard]] std::vector<std::wstring> Data() const;
  // Whether another version is installed: what is removed now is what that one replaced. Windows Installer says so in
  // UPGRADINGPRODUCTCODE, which the package's conditions ask, and Wine does not; what an upgrade must never do is asked
  // twice.
  [[nodiscard]] bool IsReplaced() const;
  // A line in the log of the installation.
  void Log(const std::wstring& text) const noexcept;
  // What an administrator is shown; the installation is then rolled back.
  void Complain(const SetupError& error) const noexcept;

 private:
  void Send(INSTALLMESSAGE kind, const std::wstring& text) const noexcept;
  [[nodiscard]] std::wstring Property(const wchar_t* name) const;

  MSIHANDLE handle_;
};

// The border of an action: no exception goes into msiexec.
template <typename Body>
[[nodiscard]] UINT RunAction(MSIHANDLE handle, Body body) noexcept {
  const Installation installation(handle);
  try {
    body(installation);
    return ERROR_SUCCESS;
  } catch (const SetupError& error) {
    installation.Complain(error);
  } catch (...) {
    installation.Log(L"Gatehouse: an action failed for want of memory");
  }
  return ERROR_INSTALL_FAILURE;
}

}  // namespace gatehouse
