#pragma once

#include <string>

#include "logon_host/host.h"

namespace gatehouse::host {

inline constexpr char kCommandHelp[] =
    "commands, one a line, UTF-8:\n"
    "  scenario logon|unlock|change-password|credui|plap\n"
    "  user SID DOMAIN\\name [\"Display name\"]    a user that LogonUI enumerates, before advise\n"
    "  advise                                    SetUserArray, Advise, all fields and tiles\n"
    "  select N | deselect\n"
    "  set FIELD TEXT                            the rest of the line verbatim\n"
    "  combo FIELD N\n"
    "  link FIELD                                click; enumerates and submits when the provider asks for it\n"
    "  submit [no-connect] [cancel-after MS]     Connect and GetSerialization\n"
    "         [status-takes MS]                  how long each status text takes to show\n"
    "         [picture FILE]                     draws the tile as it waits\n"
    "  report NTSTATUS SUBSTATUS\n"
    "  wait-field FIELD hidden|selected|deselected|both|visible [MS]\n"
    "  wait-text FIELD MS TEXT\n"
    "  deaf | hear                               every event of the tiles fails, or is taken again\n"
    "  filter SCENARIO CLSID-or-name ...         which of these providers the filter leaves\n"
    "  remote [DOMAIN\\]name [PASSWORD]          what a remote session brings, between scenario and advise\n"
    "  auto                                      submits the default tile, when the provider wanted that\n"
    "  enumerate                                 as after CredentialsChanged\n"
    "  picture FILE [status]                     draws the tile into a BMP file, or the status that submit gave\n"
    "  window                                    opens a window on the tile\n"
    "  click FIELD|confirm | keys TEXT | press tab|enter|escape|down\n"
    "  controls                                  what in the window can be used, in the order of the tab key\n"
    "  run                                       until the person closes the window, or may log on\n"
    "  memory                                    committed private bytes, the provider's image, a bare thread's cost\n"
    "  fields | sleep MS | unadvise | quit\n";

// Runs one command. False for `quit`. Throws std::exception when the command cannot be understood or done.
[[nodiscard]] bool RunCommand(Host& host, const std::string& line);

}  // namespace gatehouse::host
