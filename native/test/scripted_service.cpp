// A Windows service that plays gatehouse-service for the DLL's tests, byte by byte: it serves the credential pipe,
// writes every frame it gets to a log in hexadecimal, and answers from a script. So the DLL's check of who serves the
// pipe is never switched off.
//
//   scripted-service SCRIPT LOG
//
// Script lines: `once TYPE [wait MS] (HEX|-|drop) …` and `always …`: what is sent for the next frame of that type, the
// conversation of the question put into each answer; `-` sends nothing, `drop` closes the pipe.
#include <algorithm>
#include <fstream>
#include <list>
#include <sstream>
#include <string>
#include <vector>

#include "core/little_endian.h"
#include "core/raw_frame.h"
#include "test/hex.h"
#include "win/pipe_names.h"
#include "win/unique_handle.h"

#include <aclapi.h>
#include <sddl.h>

namespace {

using gatehouse::Bytes;
using gatehouse::SecretBytes;

// Owner SYSTEM, and SYSTEM alone may use it: what the real service's listener says.
constexpr wchar_t kDescriptor[] = L"O:SYG:SYD:(A;;GA;;;SY)";

struct Rule {
  bool always = false;
  int type = 0;
  DWORD wait_ms = 0;
  std::vector<std::string> answers;
};

struct Arguments {
  std::wstring script;
  std::wstring log;
};

Arguments g_arguments;
SERVICE_STATUS_HANDLE g_status = nullptr;

std::string NarrowPath(const std::wstring& path) { return {path.begin(), path.end()}; }

std::list<Rule> ReadScript() {
  std::list<Rule> rules;
  std::ifstream file(NarrowPath(g_arguments.script));
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string word;
    Rule rule;
    if (!(words >> word >> rule.type)) continue;
    rule.always = word == "always";
    while (words >> word) {
      if (word == "wait") {
        words >> rule.wait_ms;
      } else {
        rule.answers.push_back(word);
      }
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

void Log(const std::string& line) {
  std::ofstream file(NarrowPath(g_arguments.log), std::ios::app);
  file << line << "\n";
}

bool Answer(HANDLE pipe, const Rule& rule, Bytes question) {
  Sleep(rule.wait_ms);
  for (const std::string& answer : rule.answers) {
    if (answer == "-") continue;
    if (answer == "drop") return false;
    SecretBytes frame = gatehouse::test::FromHex(answer);
    std::copy_n(question.begin() + 8, 4, frame.begin() + 8);
    DWORD written = 0;
    if (!WriteFile(pipe, frame.data(), static_cast<DWORD>(frame.size()), &written, nullptr)) return false;
  }
  return true;
}

bool Handle(HANDLE pipe, std::list<Rule>& rules, Bytes frame) {
  Log(gatehouse::test::ToHex(frame));
  for (auto rule = rules.begin(); rule != rules.end(); ++rule) {
    if (rule->type != frame[5]) continue;
    const Rule chosen = *rule;
    if (!chosen.always) rules.erase(rule);
    return Answer(pipe, chosen, frame);
  }
  return true;
}

void ServeClient(HANDLE pipe, std::list<Rule>& rules) {
  gatehouse::FrameReader reader;
  SecretBytes buffer(4096);
  DWORD read = 0;
  while (ReadFile(pipe, buffer.data(), static_cast<DWORD>(buffer.size()), &read, nullptr) && read > 0) {
    reader.Push(Bytes(buffer).first(read));
    while (const auto frame = reader.Next()) {
      if (!Handle(pipe, rules, *frame)) return;
    }
  }
}

DWORD WINAPI Serve(void* /*unused*/) {
  std::list<Rule> rules = ReadScript();
  SECURITY_ATTRIBUTES security{sizeof(security), nullptr, FALSE};
  ConvertStringSecurityDescriptorToSecurityDescriptorW(kDescriptor, SDDL_REVISION_1, &security.lpSecurityDescriptor,
                                                       nullptr);
  const gatehouse::UniqueFile pipe(
      CreateNamedPipeW(gatehouse::kCredentialPipe, PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE,
                       PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1, 65'536, 65'536, 0, &security));
  if (!pipe) {
    Log("no pipe");
    return 1;
  }
  Log("ready");
  for (;;) {
    if (ConnectNamedPipe(pipe.get(), nullptr) || GetLastError() == ERROR_PIPE_CONNECTED) {
      Log("client");
      ServeClient(pipe.get(), rules);
      FlushFileBuffers(pipe.get());
      Log("gone");
    }
    DisconnectNamedPipe(pipe.get());
  }
}

void SetStatus(DWORD state) {
  SERVICE_STATUS status{};
  status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  status.dwCurrentState = state;
  status.dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP : 0;
  SetServiceStatus(g_status, &status);
}

DWORD WINAPI Control(DWORD control, DWORD /*type*/, void* /*data*/, void* /*context*/) {
  if (control != SERVICE_CONTROL_STOP) return NO_ERROR;
  SetStatus(SERVICE_STOPPED);
  ExitProcess(0);
}

void WINAPI ServiceMain(DWORD /*count*/, LPWSTR* /*arguments*/) {
  g_status = RegisterServiceCtrlHandlerExW(gatehouse::kServiceName, Control, nullptr);
  SetStatus(SERVICE_RUNNING);
  Serve(nullptr);
  SetStatus(SERVICE_STOPPED);
}

}  // namespace

int wmain(int count, wchar_t** arguments) {
  if (count < 3) return 2;
  g_arguments.script = arguments[1];
  g_arguments.log = arguments[2];
  wchar_t name[] = L"gatehouse-service";
  const SERVICE_TABLE_ENTRYW services[] = {{name, ServiceMain}, {nullptr, nullptr}};
  // Started by hand it serves the pipe all the same: an impostor for the DLL to refuse.
  if (!StartServiceCtrlDispatcherW(services)) return static_cast<int>(Serve(nullptr));
  return 0;
}
