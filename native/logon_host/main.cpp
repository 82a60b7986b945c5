#include "win/win32.h"

#include <objbase.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <string_view>

#include "logon_host/commands.h"
#include "logon_host/json_line.h"
#include "provider/com_ptr.h"
#include "win/unique_handle.h"
#include "win/wide_text.h"

namespace {

using gatehouse::Narrow;
using gatehouse::host::Host;
using gatehouse::host::JsonLine;

constexpr char kUsage[] =
    "logon-host: plays LogonUI for the credential provider, one JSON line for each call and event.\n"
    "usage: logon-host [--dll PATH] [--exit-hard] [SCRIPT]\n"
    "  --dll PATH   a provider that is not registered\n"
    "  --exit-hard  end as a crash does: nothing is released\n"
    "  SCRIPT       a file of commands; without it they are read from standard input\n";

// What may be printed of a command: fields, keys and remote sessions carry what a person typed.
std::string PrintableOf(const std::string& line) {
  if (line.starts_with("keys ")) return "keys";
  const bool has_secret = line.starts_with("set ") || line.starts_with("remote ");
  return has_secret ? line.substr(0, line.find(' ', line.find(' ') + 1)) : line;
}

// Reads commands until the end or `quit`. 0 when all could be done.
int RunAll(Host& host, std::istream& input) {
  std::string line;
  while (std::getline(input, line)) {
    while (!line.empty() && line.back() == '\r') line.pop_back();
    JsonLine().Text("command", PrintableOf(line)).Print();
    if (!gatehouse::host::RunCommand(host, line)) return 0;
  }
  return 0;
}

int RunHost(const std::wstring& dll, const std::wstring& script, bool exit_hard) {
  try {
    Host host(dll);
    int status = 0;
    if (script.empty()) {
      status = RunAll(host, std::cin);
    } else {
      std::ifstream file(Narrow(script));
      if (!file) throw std::runtime_error("the script cannot be opened");
      status = RunAll(host, file);
    }
    if (exit_hard) TerminateProcess(GetCurrentProcess(), 0);
    return status;
  } catch (const std::exception& error) {
    JsonLine().Text("error", error.what()).Print();
    return 1;
  }
}

DWORD WINAPI EnterMultithreadedApartment(void* /*unused*/) {
  if (SUCCEEDED(CoInitializeEx(nullptr, COINIT_MULTITHREADED))) CoUninitialize();
  return 0;
}

// LogonUI has these long before it loads a provider: what a provider adds is measured against that.
void LoadWhatLogonUiHas() {
  for (const wchar_t* name : {L"advapi32.dll", L"gdi32.dll", L"user32.dll", L"secur32.dll", L"sechost.dll"}) {
    LoadLibraryW(name);
  }
  if (const SC_HANDLE manager = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT)) CloseServiceHandle(manager);
  gatehouse::ComPtr<IGlobalInterfaceTable> table;
  CoCreateInstance(CLSID_StdGlobalInterfaceTable, nullptr, CLSCTX_INPROC_SERVER, IID_IGlobalInterfaceTable,
                   table.put_void());
  const gatehouse::UniqueHandle thread(CreateThread(nullptr, 0, EnterMultithreadedApartment, nullptr, 0, nullptr));
  if (thread) WaitForSingleObject(thread.get(), INFINITE);
  DeleteObject(CreateBitmap(1, 1, 1, 1, nullptr));
}

}  // namespace

int wmain(int count, wchar_t** arguments) {
  std::wstring dll;
  std::wstring script;
  bool exit_hard = false;
  for (int i = 1; i < count; ++i) {
    const std::wstring_view argument = arguments[i];
    if (argument == L"--dll" && i + 1 < count) {
      dll = arguments[++i];
    } else if (argument == L"--exit-hard") {
      exit_hard = true;
    } else if (argument.starts_with(L"--")) {
      std::fprintf(stderr, "%s\n%s", kUsage, gatehouse::host::kCommandHelp);
      return 2;
    } else {
      script = argument;
    }
  }
  if (FAILED(CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED))) return 3;
  LoadWhatLogonUiHas();
  const int status = RunHost(dll, script, exit_hard);
  CoUninitialize();
  return status;
}
