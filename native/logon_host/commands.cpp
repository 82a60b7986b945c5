#include "logon_host/commands.h"

#include <algorithm>
#include <stdexcept>

#include "logon_host/json_line.h"
#include "provider/known_providers.h"
#include "win/wide_text.h"

namespace gatehouse::host {
namespace {

constexpr DWORD kWaitMs = 10'000;

// Cuts the first word off.
std::string TakeWord(std::string& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  std::string word = rest.substr(0, end);
  rest.erase(0, std::min(end + 1, rest.size()));
  return word;
}

DWORD NumberOf(const std::string& word) { return static_cast<DWORD>(std::stoul(word, nullptr, 0)); }

DWORD FieldOf(const std::string& name) {
  for (DWORD id = 0; id < kSlotCount; ++id) {
    if (name == NameOfField(id)) return id;
  }
  throw std::runtime_error("there is no field " + name);
}

CREDENTIAL_PROVIDER_USAGE_SCENARIO ScenarioOf(const std::string& name) {
  if (name == "logon") return CPUS_LOGON;
  if (name == "unlock") return CPUS_UNLOCK_WORKSTATION;
  if (name == "change-password") return CPUS_CHANGE_PASSWORD;
  if (name == "credui") return CPUS_CREDUI;
  if (name == "plap") return CPUS_PLAP;
  throw std::runtime_error("there is no scenario " + name);
}

EnumeratedUser UserOf(std::string rest) {
  EnumeratedUser user;
  user.sid = Widen(TakeWord(rest));
  const std::size_t quote = rest.find(" \"");
  user.qualified_name = Widen(rest.substr(0, quote));
  if (quote != std::string::npos) {
    const std::string display = rest.substr(quote + 2);
    user.display_name = Widen(display.substr(0, display.rfind('"')));
  }
  return user;
}

std::vector<GUID> ProvidersOf(std::string rest) {
  std::vector<GUID> providers;
  while (!rest.empty()) {
    const auto provider = ProviderOfName(Widen(TakeWord(rest)));
    if (!provider) throw std::runtime_error("there is no such provider");
    providers.push_back(*provider);
  }
  return providers;
}

TilePage PageOf(const std::string& name) {
  if (name.empty()) return TilePage::kFields;
  if (name == "status") return TilePage::kStatus;
  throw std::runtime_error("there is no page " + name);
}

WPARAM KeyOf(const std::string& name) {
  if (name == "tab") return VK_TAB;
  if (name == "enter") return VK_RETURN;
  if (name == "escape") return VK_ESCAPE;
  if (name == "down") return VK_DOWN;
  throw std::runtime_error("there is no key " + name);
}

// What is about the window. False when the command is none of these.
bool RunWindowCommand(Host& host, const std::string& command, std::string& rest) {
  if (command == "picture") {
    const std::wstring file = Widen(TakeWord(rest));
    host.SavePicture(file, PageOf(rest));
  } else if (command == "window") {
    host.OpenWindow();
  } else if (command == "click") {
    host.Window().Click(rest == "confirm" ? static_cast<DWORD>(kSlotCount) : FieldOf(rest));
  } else if (command == "keys") {
    host.Window().Type(Widen(rest));
  } else if (command == "press") {
    host.Window().Press(KeyOf(rest));
  } else if (command == "controls") {
    host.PrintControls();
  } else if (command == "run") {
    host.RunWindow();
  } else {
    return false;
  }
  return true;
}

Host::SubmitOptions SubmitOptionsOf(std::string rest) {
  Host::SubmitOptions options;
  while (!rest.empty()) {
    const std::string word = TakeWord(rest);
    if (word == "no-connect") {
      options.connect = false;
    } else if (word == "cancel-after") {
      options.cancel_after_ms = NumberOf(TakeWord(rest));
    } else if (word == "picture") {
      options.picture = Widen(TakeWord(rest));
    } else if (word == "status-takes") {
      options.status_ms = NumberOf(TakeWord(rest));
    } else {
      throw std::runtime_error("submit does not know " + word);
    }
  }
  return options;
}

}  // namespace

bool RunCommand(Host& host, const std::string& line) {
  std::string rest = line;
  const std::string command = TakeWord(rest);
  if (command.empty() || command[0] == '#') return true;
  if (command == "quit") return false;
  if (command == "scenario") {
    host.Scenario(ScenarioOf(rest));
  } else if (command == "user") {
    host.AddUser(UserOf(rest));
  } else if (command == "advise") {
    host.Advise();
  } else if (command == "select") {
    host.Select(static_cast<int>(NumberOf(rest)));
  } else if (command == "deselect") {
    host.Deselect();
  } else if (command == "set") {
    const DWORD field = FieldOf(TakeWord(rest));
    host.SetText(field, Widen(rest));
  } else if (command == "combo") {
    const DWORD field = FieldOf(TakeWord(rest));
    host.SelectOption(field, NumberOf(rest));
  } else if (command == "link") {
    host.FollowLink(FieldOf(rest));
  } else if (command == "submit") {
    host.Submit(SubmitOptionsOf(rest));
  } else if (command == "report") {
    const DWORD status = NumberOf(TakeWord(rest));
    host.Report(static_cast<NTSTATUS>(status), static_cast<NTSTATUS>(NumberOf(rest)));
  } else if (command == "wait-field") {
    const DWORD field = FieldOf(TakeWord(rest));
    const std::string state = TakeWord(rest);
    host.WaitForState(field, state, rest.empty() ? kWaitMs : NumberOf(rest));
  } else if (command == "wait-text") {
    const DWORD field = FieldOf(TakeWord(rest));
    const DWORD timeout_ms = NumberOf(TakeWord(rest));
    host.WaitForText(field, Widen(rest), timeout_ms);
  } else if (command == "deaf" || command == "hear") {
    host.SetDeaf(command == "deaf");
  } else if (command == "fields") {
    host.PrintFields();
  } else if (command == "memory") {
    host.PrintMemory();
  } else if (command == "sleep") {
    Sleep(NumberOf(rest));
  } else if (command == "filter") {
    const auto scenario = ScenarioOf(TakeWord(rest));
    host.AskFilter(scenario, ProvidersOf(rest));
  } else if (command == "remote") {
    const std::wstring account = Widen(TakeWord(rest));
    const std::size_t slash = account.find(L'\\');
    const bool has_domain = slash != std::wstring::npos;
    host.TakeRemote(has_domain ? account.substr(0, slash) : L"", has_domain ? account.substr(slash + 1) : account,
                    Widen(rest));
  } else if (command == "auto") {
    host.AutoLogon();
  } else if (command == "enumerate") {
    host.EnumerateAgain();
  } else if (command == "unadvise") {
    host.UnAdvise();
  } else if (!RunWindowCommand(host, command, rest)) {
    throw std::runtime_error("there is no command " + command);
  }
  return true;
}

}  // namespace gatehouse::host
