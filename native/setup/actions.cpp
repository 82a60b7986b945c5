// The custom actions of the MSI (installer/gatehouse.wxs), one function each. All are deferred and run as SYSTEM; what
// they are told is in CustomActionData.
#include "provider/registration.h"
#include "setup/installation.h"
#include "setup/join_token.h"
#include "setup/portal_shortcut.h"
#include "setup/private_files.h"
#include "setup/service_registration.h"
#include "setup/tree_removal.h"
#include "win/registry.h"

using gatehouse::Installation;
using gatehouse::RunAction;
using gatehouse::SetupError;

namespace {

std::wstring Only(const Installation& installation) {
  const auto data = installation.Data();
  if (data.size() != 1 || data[0].empty()) throw SetupError(L"An action was given something else", 0);
  return data[0];
}

// Windows Installer writes folders with a backslash at their end.
std::wstring Folder(std::wstring path) {
  while (path.size() > 3 && path.back() == L'\\') path.pop_back();
  // What is removed whole is never a root, however the properties were set.
  if (path.size() <= 3) throw SetupError(L"A folder was expected", 0);
  return path;
}

// An action of a removal that is not part of an upgrade.
template <typename Body>
UINT RunRemoval(MSIHANDLE handle, Body body) noexcept {
  return RunAction(handle, [&](const Installation& installation) {
    if (installation.IsReplaced()) {
      installation.Log(L"Gatehouse: another version is installed, and keeps provider, service and state");
    } else {
      body(installation);
    }
  });
}

}  // namespace

extern "C" {

// The command line of the service.
UINT __stdcall InstallService(MSIHANDLE handle) {
  return RunAction(handle, [](const Installation& installation) { gatehouse::RegisterService(Only(installation)); });
}

// Rollback of whatever was done to the service: the command line that the service had before, as RegistrySearch found
// it.
UINT __stdcall ReturnService(MSIHANDLE handle) {
  return RunAction(handle, [](const Installation& installation) {
    std::wstring before = installation.Data()[0];
    // How Windows Installer marks a REG_EXPAND_SZ.
    if (before.starts_with(L"#%")) before.erase(0, 2);
    if (before.empty()) {
      gatehouse::UnregisterService();
    } else {
      gatehouse::RegisterService(before);
      gatehouse::RestartService();
    }
  });
}

// Before a repair replaces the files that the service runs from.
UINT __stdcall StopForRepair(MSIHANDLE handle) {
  return RunAction(handle, [](const Installation&) { gatehouse::HaltService(); });
}

UINT __stdcall RunService(MSIHANDLE handle) {
  return RunAction(handle, [](const Installation&) { gatehouse::RestartService(); });
}

// State folder, token, token file.
UINT __stdcall StoreToken(MSIHANDLE handle) {
  return RunAction(handle, [](const Installation& installation) {
    auto data = installation.Data();
    if (data.size() != 3) throw SetupError(L"GATEHOUSE_TOKEN: this is not a join token", 0);
    gatehouse::StoreJoinToken(Folder(data[0]), data[1], data[2]);
    SecureZeroMemory(data[1].data(), data[1].size() * sizeof(wchar_t));
  });
}

UINT __stdcall UnregisterProvider(MSIHANDLE handle) {
  return RunRemoval(handle, [](const Installation&) {
    if (FAILED(gatehouse::UnregisterProvider())) {
      throw SetupError(L"The credential provider cannot be unregistered: nothing was removed", 0);
    }
  });
}

// Rollback of UnregisterProvider: the path of the DLL. A removal that failed must not leave the machine without its
// factor.
UINT __stdcall ReturnProvider(MSIHANDLE handle) {
  return RunAction(handle, [](const Installation& installation) {
    if (FAILED(gatehouse::RegisterProvider(Only(installation).c_str()))) {
      throw SetupError(L"The credential provider cannot be registered again: repair the installation", 0);
    }
  });
}

UINT __stdcall RemoveService(MSIHANDLE handle) {
  return RunRemoval(handle, [](const Installation&) { gatehouse::UnregisterService(); });
}

// The folder of all versions: what an upgrade could not remove because a logon screen held it is in it.
UINT __stdcall RemoveProgram(MSIHANDLE handle) {
  return RunRemoval(handle, [](const Installation& installation) {
    const std::wstring folder = Folder(Only(installation));
    if (!gatehouse::RemoveTree(folder)) installation.Log(L"Gatehouse: what is in use is removed at the next boot");
  });
}

// The shortcut of the feature UserTools, once no service is there any more that would make it again.
UINT __stdcall RemoveShortcut(MSIHANDLE handle) {
  return RunRemoval(handle, [](const Installation& installation) {
    if (!gatehouse::RemovePortalShortcut(Only(installation))) {
      installation.Log(L"Gatehouse: Gatehouse.url in the Start menu is not of the service, or is in use: it stays");
    }
  });
}

// Identity, kits and counts.
UINT __stdcall PurgeState(MSIHANDLE handle) {
  return RunRemoval(handle, [](const Installation& installation) {
    const std::wstring folder = Folder(Only(installation));
    if (!gatehouse::RemoveTree(folder)) installation.Log(L"Gatehouse: some of the state is removed at the next boot");
    const LSTATUS removed = RegDeleteTreeW(HKEY_LOCAL_MACHINE, gatehouse::kInstallKey);
    if (removed != ERROR_SUCCESS && removed != ERROR_FILE_NOT_FOUND) {
      throw SetupError(L"HKLM\\SOFTWARE\\Gatehouse cannot be removed", static_cast<DWORD>(removed));
    }
  });
}

}  // extern "C"
