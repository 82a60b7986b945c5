import { execFile } from 'node:child_process';
import { join } from 'node:path';

import { PROVIDER_SETTINGS } from '../config/provider-settings.js';
import { SETTING_NAMES, registryNameOf } from '../config/settings.js';
import { EVENT_SOURCE } from '../events/catalogue.js';
import { redact } from '../support/redact.js';
import type { SystemFact, SystemFacts } from '../support/system-facts.js';
import { readFileSecurity } from './file-security.js';
import { readFilterHealth } from './filter-health.js';
import { CREDENTIAL_PIPE_NAME, POLICY_KEY, SERVICE_NAME, SETTINGS_KEY } from './names.js';
import { readRegistryKey } from './registry.js';

const COMMAND_MS = 20_000;
const MAX_OUTPUT = 1024 * 1024;
const AUTHENTICATION = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication';
const EVENT_KEY = `SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\${EVENT_SOURCE}`;
/** What the client or the installer writes beside the settings. */
const OWN_VALUES = ['Stage', 'ProviderSha256', 'TemplateName'];

export function windowsFacts(): SystemFacts {
  return {
    securityOf: readFileSecurity,
    facts: [
      {
        name: 'registry',
        what: 'the registry',
        read: () =>
          Promise.resolve({
            [POLICY_KEY]: settingsIn(POLICY_KEY),
            [SETTINGS_KEY]: settingsIn(SETTINGS_KEY),
          }),
      },
      {
        name: 'filter',
        what: 'the filter of credential providers',
        read: () => Promise.resolve(readFilterHealth()),
      },
      {
        name: 'event-source',
        what: 'the registration with the event log',
        read: () => Promise.resolve(readRegistryKey(EVENT_KEY)),
      },
      {
        name: 'pipe',
        what: 'the rights of the pipe',
        read: () => Promise.resolve(readFileSecurity(`\\\\.\\pipe\\${CREDENTIAL_PIPE_NAME}`)),
      },
      said('service', 'the service', 'sc.exe', ['queryex', SERVICE_NAME]),
      said('service-settings', 'how the service starts', 'sc.exe', ['qc', SERVICE_NAME]),
      said('service-rights', 'who may control the service', 'sc.exe', ['sdshow', SERVICE_NAME]),
      registered('credential-providers', 'Credential Providers'),
      registered('credential-provider-filters', 'Credential Provider Filters'),
      said('events', 'the event log', 'wevtutil.exe', [
        ...['qe', 'Application', `/q:*[System[Provider[@Name='${EVENT_SOURCE}']]]`],
        ...['/c:300', '/rd:true', '/f:text'],
      ]),
    ],
  };
}

/** A value that is no setting may be anything: of it the name is told. */
function settingsIn(key: string): Record<string, unknown> {
  const known = new Set<string>([
    ...SETTING_NAMES.map(registryNameOf),
    ...Object.keys(PROVIDER_SETTINGS),
    ...OWN_VALUES,
  ]);
  return Object.fromEntries(
    Object.entries(readRegistryKey(key)).map(([name, value]) => [
      name,
      known.has(name) ? value : '[not a setting: value left out]',
    ]),
  );
}

function registered(name: string, kind: string): SystemFact {
  const key = `${AUTHENTICATION}\\${kind}`;
  return said(name, `the ${kind.toLowerCase()}`, 'reg.exe', ['query', key, '/s', '/reg:64']);
}

/** What a program of Windows' own says. */
function said(name: string, what: string, program: string, args: readonly string[]): SystemFact {
  const path = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', program);
  const options = { timeout: COMMAND_MS, maxBuffer: MAX_OUTPUT, windowsHide: true };
  return {
    name,
    what,
    read: () =>
      new Promise((resolve, reject) => {
        execFile(path, args, options, (error, stdout) => {
          // sc.exe ends with the error of Windows and says it in words.
          if (error instanceof Error && stdout === '') reject(error);
          else resolve(redact(stdout));
        });
      }),
  };
}
