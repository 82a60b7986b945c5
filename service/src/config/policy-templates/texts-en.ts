import type { TemplateTexts } from './policy-texts.js';

export const ENGLISH: TemplateTexts = {
  language: 'en-US',
  displayName: 'Gatehouse',
  description: 'Second factor and self-service at the Windows logon',
  categories: { root: 'Gatehouse', service: 'Workstation service', provider: 'Logon screen' },
  supportedOn: 'Gatehouse 0.1 or later',
  policies: {
    ServerTimeoutMs: {
      title: 'Time until the server counts as unreachable',
      label: 'Milliseconds',
      explanation:
        'How long the workstation waits for an answer of the server, name look-up, proxy and TLS included. Afterwards it decides by what it keeps itself. From 500 to 30000; 3000 if not configured.',
    },
    ProxyUrl: {
      title: 'Proxy on the way to the server',
      label: 'http://host:port',
      explanation:
        'HTTP proxy through which the server is reached, as http://host:port, without a password. None if not configured.',
    },
    StateFolder: {
      title: 'Folder of identity and kits',
      label: 'Absolute local path',
      explanation:
        'Where the workstation keeps its identity and what it needs without its server. Only SYSTEM and administrators may enter it; the service makes it so, and refuses one that others may enter. After a change the workstation joins again. %ProgramData%\\Gatehouse if not configured.',
    },
    TokenFile: {
      title: 'File with the join token',
      label: 'Absolute local path',
      explanation:
        'A workstation that has not joined a server yet joins with the token in this file, and removes it then. The installer sets it.',
    },
    TemplateName: {
      title: 'Name of the template of copied computers',
      label: 'Computer name',
      explanation:
        'The computer of this name does not join by itself, because its disk is the template of others. Its clones have other names, and join.',
    },
    LogFolder: {
      title: 'Folder of the log files',
      label: 'Absolute local path',
      explanation:
        'Where the service writes its log. The folder "logs" of the state folder if not configured.',
    },
    LogLevel: {
      title: 'Detail of the log',
      label: 'Least severe lines',
      explanation:
        'Which lines are logged. No level logs a secret. "Information" if not configured.',
      values: { error: 'Errors', warn: 'Warnings', info: 'Information', debug: 'Everything' },
    },
    LogMaxMegabytes: {
      title: 'Size of a log file',
      label: 'Megabytes',
      explanation:
        'Size at which a log file is closed and the next one begins. 10 if not configured.',
    },
    LogFiles: {
      title: 'Number of log files',
      label: 'Files',
      explanation: 'How many log files are kept. 5 if not configured.',
    },
    Language: {
      title: 'Language of the tile',
      label: 'BCP 47 tag, as in de-AT',
      explanation:
        'Language of the texts on the tile, whatever the logon screen says. The language of the logon screen if not configured.',
    },
    KeyRefreshMinutes: {
      title: 'Time between two looks at the keys of the server',
      label: 'Minutes',
      explanation:
        'How often the keys of the server, and the kits, are fetched anew. 60 if not configured.',
    },
    SelfService: {
      title: 'Self-service at the logon screen',
      label: 'Self-service',
      explanation:
        'Whether the tile has the links "I forgot my password" and "My account is locked". The pages of the server are not concerned. If not configured, they are offered unless the installer left out the feature "SelfService".',
      values: { offered: 'Offered', off: 'Off' },
    },
    UserTools: {
      title: 'Shortcut to the portal in the Start menu',
      label: 'Shortcut',
      explanation:
        'Whether the Start menu of everybody has a shortcut "Gatehouse", which opens the page of one\'s own account in the browser. The service makes and removes it; a file of that name that it did not make stays. If not configured, it is there unless the installer left out the feature "UserTools".',
      values: { offered: 'Offered', off: 'Off' },
    },
    PortalUrl: {
      title: 'Address of the portal',
      label: 'https://host',
      explanation:
        'Where the shortcut in the Start menu leads to, as https://portal.corp.test, without user name, query or page. With an address that is no such one there is no shortcut; the log of the service says so. The address of the server that the workstation joined if not configured.',
    },
    WhenServiceDown: {
      title: 'Logons while the service is down',
      label: 'While the service is down',
      explanation:
        'What the tile does when nothing serves it. "Only break-glass accounts" lets the accounts of the policy "Break-glass accounts" in, with the password alone, and is what holds if not configured.',
      values: {
        deny: 'Nobody logs on',
        'break-glass': 'Only break-glass accounts',
        'system-providers': 'Refer to the other sign-in options',
      },
    },
    BreakGlassSids: {
      title: 'Break-glass accounts',
      label: 'SIDs, one a line',
      explanation:
        'Accounts, by SID, that may log on with the password alone while the service is down, or, at the console, while neither the server nor the workstation can decide. Windows checks the password, and each use is in the event log (100, 420). None if not configured, or where WhenServiceDown is deny.',
    },
    ServiceWaitSeconds: {
      title: 'Time that a tile waits for the service',
      label: 'Seconds',
      explanation: 'After it the service counts as down. From 0 to 30; 30 if not configured.',
    },
    Filter: {
      title: 'Hide other credential providers',
      label: '1 hides them, 0 does not',
      explanation:
        'Whether every other provider is hidden at logon, at unlock and in the prompt of User Account Control. If not configured they are hidden, but while the policy of the server only observes.',
    },
    AllowedProviders: {
      title: 'Providers that stay',
      label: 'CLSIDs or short names, one a line',
      explanation:
        'Credential providers that are not hidden: CLSIDs in braces, or the short names of the documentation. None if not configured.',
    },
    DefaultTile: {
      title: 'Tile that the logon screen begins with',
      label: 'First tile',
      explanation: 'Windows chooses if not configured.',
      values: { windows: 'Windows chooses', gatehouse: 'The tile of Gatehouse' },
    },
    RemoteWithoutPassword: {
      title: 'Remote sessions that bring no password',
      label: 'Restricted Admin and Remote Credential Guard',
      explanation:
        'Such a session can prove no second factor here. Both choices are written into the event log (103, 104). The password is asked for if not configured.',
      values: {
        deny: 'Ask for the password at the tile',
        report: 'Leave it to Windows, and report it',
      },
    },
    WhenProviderCrashes: {
      title: 'After too many crashes of the tile',
      label: 'Until the next boot',
      explanation:
        'What holds when logon screens ended with the tile again and again. Break-glass accounts alone if not configured.',
      values: {
        enforce: 'Only break-glass accounts log on',
        'system-providers': 'The other providers are back',
      },
    },
  },
};
