import { isAbsolute } from 'node:path';

import { MAX_PORTAL_URL } from '../user-tools/internet-shortcut.js';

/** What a check takes, for whoever describes it: group policy templates and documents. */
export type SettingKind =
  | { type: 'whole'; min: number; max: number }
  | { type: 'text'; maxLength: number }
  | { type: 'one-of'; values: readonly string[] };

/**
 * Checks one value as the registry or a file has it. By hand and not with zod, which would make the idle service a
 * quarter larger for twelve values.
 *
 * @returns the value, or what is expected instead
 */
type Check<T> = ((value: unknown) => { value: T } | { expected: string }) & { kind: SettingKind };

const MAX_TEXT = 1024;

/** A DWORD, or a number in a JSON file, or digits in a string value of the registry. */
const whole = (min: number, max: number): Check<number> =>
  Object.assign(
    (value: unknown) => {
      const text = typeof value === 'number' ? String(value) : value;
      const number = typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : NaN;
      return number >= min && number <= max
        ? { value: number }
        : { expected: `a whole number from ${min} to ${max} is expected` };
    },
    { kind: { type: 'whole' as const, min, max } },
  );

const text = (
  accepts: (text: string) => boolean,
  expected: string,
  maxLength = MAX_TEXT,
): Check<string> =>
  Object.assign(
    (value: unknown) =>
      typeof value === 'string' && value.length <= maxLength && accepts(value)
        ? { value }
        : { expected },
    { kind: { type: 'text' as const, maxLength } },
  );

/** A host and a port, as in `dc1.corp.test:88`. */
const endpoint = text(
  (value) => /^([A-Za-z0-9.-]+):\d{1,5}$/.test(value),
  'a host and a port are expected, as in dc1.corp.test:88',
);

/** A program on this computer: what is sent there must not leave it. */
const loopbackUrl = text(
  (url) =>
    /^http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?(\/[A-Za-z0-9._-]*)*$/.test(url),
  'a URL of the loopback is expected, as in http://127.0.0.1:8600/change',
);

const oneOf = <T extends string>(...values: T[]): Check<T> =>
  Object.assign(
    (value: unknown) => {
      const found = values.find((known) => known === value);
      return found === undefined
        ? { expected: `one of ${values.join(', ')} is expected` }
        : { value: found };
    },
    { kind: { type: 'one-of' as const, values } },
  );

/** A path that an administrator sets is a local one: UNC and URLs would send the machine's own hash away (R25). */
const localPath = text(
  (path) => !/^[\\/]{2}|^[a-z][a-z0-9+.-]+:/i.test(path) && isAbsolute(path),
  'an absolute local path is expected, not a network path or URL',
);

/** A password in the URL would end in logs and backups; a proxy that wants one needs another solution. */
const proxyUrl = text(
  (url) => /^http:\/\/([A-Za-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?\/?$/i.test(url),
  'a proxy is given as http://host:port, without a password',
);

/** Any text: whoever writes the shortcut refuses what is no address, because a typing error there must not keep people out. */
const portalUrl = text(
  () => true,
  `a text of at most ${MAX_PORTAL_URL} characters is expected`,
  MAX_PORTAL_URL,
);

/** One setting: its check, what its default is in words, and what it does. */
interface Setting<T> {
  check: Check<T>;
  registryType: 'REG_SZ' | 'REG_DWORD';
  fallback: string;
  effect: string;
}

const setting = <T>(
  check: Check<T>,
  registryType: Setting<T>['registryType'],
  fallback: string,
  effect: string,
): Setting<T> => ({ check, registryType, fallback, effect });

/**
 * Every setting of the service, declared once. In a JSON file the names are as here; in the registry they begin with
 * a capital letter (`ServerTimeoutMs`).
 */
export const SETTINGS = {
  serverTimeoutMs: setting(
    whole(500, 30_000),
    'REG_DWORD',
    '3000',
    'Milliseconds from submit until the server counts as unreachable: name look-up, proxy, connection, TLS and answer together.',
  ),
  proxyUrl: setting(
    proxyUrl,
    'REG_SZ',
    'none',
    'HTTP proxy through which the server is reached, as `http://host:port`.',
  ),
  socketPath: setting(
    localPath,
    'REG_SZ',
    '`<stateFolder>/run/credential.sock`',
    'Path of the credential socket (Linux; the name of the pipe on Windows is fixed). Its folder must be private.',
  ),
  stateFolder: setting(
    localPath,
    'REG_SZ',
    '`%ProgramData%\\Gatehouse`; on Linux `/var/lib/gatehouse-service`',
    'Folder of the workstation identity. Only SYSTEM and administrators may read it.',
  ),
  tokenFile: setting(
    localPath,
    'REG_SZ',
    'none',
    'File with a join token. A service that has not joined yet joins with it in the background, then removes it.',
  ),
  templateName: setting(
    text(
      (name) => /^[^\s\\/:*?"<>|]{1,63}$/.test(name),
      'a computer name is expected, as %COMPUTERNAME% shows it',
    ),
    'REG_SZ',
    'none',
    'Name of the computer whose disk is the template of others. The computer of that name does not join by itself; its clones do.',
  ),
  logFolder: setting(localPath, 'REG_SZ', '`<stateFolder>/logs`', 'Folder of the log files.'),
  logLevel: setting(
    oneOf('error', 'warn', 'info', 'debug'),
    'REG_SZ',
    '`info`',
    'Least severe lines that are logged: `error`, `warn`, `info` or `debug`. No level logs a secret.',
  ),
  logMaxMegabytes: setting(
    whole(1, 1024),
    'REG_DWORD',
    '10',
    'Size at which a log file is closed and the next one begins.',
  ),
  logFiles: setting(whole(1, 100), 'REG_DWORD', '5', 'How many log files are kept.'),
  language: setting(
    text(
      (tag) => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag),
      'a BCP 47 tag is expected, as in de-AT',
    ),
    'REG_SZ',
    "the logon screen's own",
    'Language of the texts on the tile, as a tag such as `de` or `zh-CN`, whatever Windows speaks. The credential provider reads it, too. English, German and Simplified Chinese are there.',
  ),
  keyRefreshMinutes: setting(
    whole(1, 10_080),
    'REG_DWORD',
    '60',
    "How often the server's keys are fetched anew.",
  ),
  selfService: setting(
    oneOf('offered', 'off'),
    'REG_SZ',
    '`offered`; `off` where the installer left out its feature `SelfService`',
    'Whether the tile has the links "I forgot my password" and "My account is locked". `off` takes them away, with the server and without it.',
  ),
  userTools: setting(
    oneOf('offered', 'off'),
    'REG_SZ',
    '`offered`; `off` where the installer left out its feature `UserTools`',
    "Whether everybody's Start menu has a shortcut to the portal's account page (Windows). `off` removes it; a file that the service did not make stays.",
  ),
  portalUrl: setting(
    portalUrl,
    'REG_SZ',
    'the address of the server that the workstation joined',
    'Address of the portal for that shortcut, as `https://portal.corp.test`, without user name, query or page. Another one is logged (`shortcut.failed`), and there is no shortcut.',
  ),
  demoPasswordFile: setting(
    localPath,
    'REG_SZ',
    'none: no password is right without the server',
    'For demonstrations on Linux only; Windows ignores it. A JSON file of `DOMAIN\\name` and password, which stands for the passwords that Windows keeps.',
  ),
  demoDomainController: setting(
    endpoint,
    'REG_SZ',
    'none: Windows is asked for one; on Linux there is none',
    'For demonstrations and tests only. Host and port that stand for a domain controller: while they take connections, "I forgot my password" leads to a reset.',
  ),
  demoPasswordChanges: setting(
    loopbackUrl,
    'REG_SZ',
    'none: Windows is asked; on Linux no password is changed',
    'For demonstrations and tests only. URL of a program on this computer that stands for Windows when somebody changes a password. It is given the old and the new one.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** The settings that somebody set, checked. */
export type Settings = { [N in SettingName]?: ValueOf<(typeof SETTINGS)[N]> };

/** The name of a setting in the registry. */
export function registryNameOf(name: SettingName): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
