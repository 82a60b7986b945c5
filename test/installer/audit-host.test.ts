import { readFileSync } from 'node:fs';
import path from 'node:path';

import { PROVIDER_SETTINGS } from '../../service/src/config/provider-settings.js';

// There is no PowerShell here: what is read is the text.
const ROOT = path.resolve(import.meta.dirname, '../..');
const script = readFileSync(path.join(ROOT, 'installer/support/audit-host.ps1'), 'utf8');
const guids = readFileSync(path.join(ROOT, 'native/provider/guids.h'), 'utf8');
const code = script.slice(script.indexOf('[CmdletBinding()]'));

const surface = readFileSync(path.join(ROOT, 'docs/attack-surface.md'), 'utf8');

const asked = [...code.matchAll(/Get-Setting '(\w+)' ('[\w-]+'|@\(\)|\$fallback) '(\w+)'/g)];
/** The lines of a function of the script. */
const bodyOf = (name: string) =>
  new RegExp(`^function ${name}\\b[^]*?^\\}`, 'm').exec(code)?.[0] ?? '';
/** What one check or piece of information is about, up to the next. */
const checkOf = (start: string) =>
  code.slice(code.indexOf(start)).split(/\r?\n(?=Test-Closed|Write-Info|#)/)[0] ?? '';

/** Rows of the table of what is not covered, by how they begin; and the checks that look at each. */
const LOOKED_AT: Record<string, string[]> = {
  'SMB, WMI, RPC, WinRM': [
    'network logons (SMB, RPC, WMI, remote tasks) are denied to ordinary people',
    'WinRM does not run',
    'the firewall is on for all profiles',
  ],
  '`runas`, scheduled tasks, services': [
    'batch logons (scheduled tasks) are denied to ordinary people',
    'service logons are denied to ordinary people',
    'secondary logon (runas) does not run',
  ],
  'other credential providers': [
    'our filter is registered, so that other providers are hidden',
    'the filter hides other providers',
    'no other provider is allowed beside ours',
    'Windows has its own tile for changing a password beside ours',
  ],
  'RDP with Restricted Admin': [
    'Remote Desktop takes no Restricted Admin logon',
    'Remote Desktop takes no Remote Credential Guard logon',
    'a remote session without a password is asked for it',
  ],
  'automatic restart sign-on': ['automatic restart sign-on (ARSO) is off', 'AutoAdminLogon is off'],
  'UAC consent': [
    'administrators are asked for credentials, not for consent',
    'ordinary people are asked for credentials on the secure desktop, or refused',
  ],
  'Safe Mode': [
    'Safe Mode loads third-party credential providers',
    'the system disk is encrypted, and asks for a PIN',
  ],
  'pre-logon VPN': ['providers of a VPN before the logon (PLAP); never filtered'],
  'an administrator of the workstation': [
    'members of Administrators: nothing in Gatehouse protects from them',
    'the system disk is encrypted, and asks for a PIN',
  ],
};

it('looks at each row of what is not covered', () => {
  const table = surface.slice(surface.indexOf('| way in'), surface.indexOf('`audit-host.ps1`'));
  const rows = [...table.matchAll(/^\| (.+?) +\|/gm)].map(([, way = '']) => way).slice(2);
  const begin = Object.keys(LOOKED_AT);
  expect(rows.map((row) => begin.find((known) => row.startsWith(known)) ?? row)).toEqual(begin);
  for (const check of Object.values(LOOKED_AT).flat()) {
    const looks = ['Test-Closed', 'Write-Info'].flatMap((kind) =>
      [`'${check}'`, `"${check}"`].map((text) => `\n${kind} ${text} `),
    );
    expect([check, looks.some((look) => code.includes(look))]).toEqual([check, true]);
  }
});

it('looks at every setting by which the logon screen lets others in', () => {
  expect(new Set(asked.map(([, name]) => name))).toEqual(
    new Set([
      ...['WhenServiceDown', 'WhenProviderCrashes', 'Filter', 'AllowedProviders'],
      ...['RemoteWithoutPassword', 'BreakGlassSids'],
    ]),
  );
  expect(code).toContain(`'HKLM:\\SOFTWARE\\Gatehouse' 'Stage' 'enforce'`);
});

it('takes the defaults that the logon screen takes', () => {
  for (const [, name = '', fallback = ''] of asked.filter(([, , text]) => text!.startsWith("'"))) {
    const setting = Object.entries(PROVIDER_SETTINGS).find(([known]) => known === name)?.[1];
    expect([name, setting?.fallback]).toEqual([name, `\`${fallback.slice(1, -1)}\``]);
  }
});

it('compares with values that the settings have', () => {
  for (const name of ['WhenServiceDown', 'WhenProviderCrashes', 'RemoteWithoutPassword'] as const) {
    // As the DLL does, which knows no "Report".
    const compared = new RegExp(`\\(Get-Setting '${name}' [^)]+\\) -cne '([\\w-]+)'`).exec(code);
    expect(PROVIDER_SETTINGS[name].kind.values).toContain(compared?.[1]);
  }
});

it('takes a value only where its type is the one that the logon screen takes', () => {
  const kinds = { REG_SZ: 'String', REG_DWORD: 'DWord', REG_MULTI_SZ: 'MultiString' };
  expect(asked.length).toBe(code.match(/\(?Get-Setting '/g)?.length);
  for (const [, name = '', , kind] of asked) {
    const setting = Object.entries(PROVIDER_SETTINGS).find(([known]) => known === name)?.[1];
    expect([name, kind]).toEqual([name, setting && kinds[setting.registryType]]);
  }
  const body = bodyOf('Get-Setting');
  expect(body).toMatch(
    /foreach \(\$key in '[^']+Policies\\Gatehouse', 'HKLM:\\SOFTWARE\\Gatehouse'\)/,
  );
  expect(body).toMatch(/GetValueKind\(\$Name\)/);
  // An empty list of the policy is a value, too: nothing decides by what was read.
  expect(body).not.toMatch(/\$null/);
});

it('takes "Local account" for everybody only where there are no other accounts', () => {
  expect(/^\$Everybody = (.*?)\r?$/m.exec(code)?.[1]).toBe(
    "@('S-1-1-0', 'S-1-5-11', 'S-1-5-32-545')",
  );
  expect(bodyOf('Test-Denied')).toMatch(/-contains 'S-1-5-113'\) -and \(Test-LocalAccountsOnly\)/);
  const alone = bodyOf('Test-LocalAccountsOnly');
  expect(alone).toContain('PartOfDomain');
  expect(alone).toContain('CloudDomainJoin\\JoinInfo');
});

it('does not take an export of user rights that failed for one without any', () => {
  const body = bodyOf('Get-UserRight');
  expect(body).toMatch(/secedit\.exe[^]+?if \(\$LASTEXITCODE -ne 0\) \{ throw [^]+?Get-Content/);
  expect(body).toMatch(/if \(\$rights\.Count -eq 0\) \{ throw /);
});

it('asks Group Policy first whether Remote Desktop is on, and whether it asks for Network Level Authentication', () => {
  const check = checkOf("Test-Closed 'Remote Desktop asks for Network Level Authentication");
  for (const [name, local] of [
    ['fDenyTSConnections', '$TerminalServer'],
    ['UserAuthentication', '"$TerminalServer\\WinStations\\RDP-Tcp"'],
  ] as const) {
    expect(check).toContain(`Get-Value $TerminalPolicy '${name}' (Get-Value ${local} '${name}' `);
  }
});

it('looks at nothing in a 32-bit PowerShell, which sees other keys', () => {
  const refused = code.indexOf('if (-not [Environment]::Is64BitProcess)');
  expect(refused).toBeGreaterThan(0);
  expect(code.slice(refused)).toMatch(/^.*\r?\n.*64-bit Windows PowerShell.*\r?\n {2}exit 2\r?\n/);
  expect(refused).toBeLessThan(code.indexOf('$script:Rights = Get-UserRight'));
});

it('knows the classes of the DLL', () => {
  for (const [, id = ''] of code.matchAll(/^\$(?:Filter)?Clsid = '(\{[0-9a-f-]{36}\})'/gm)) {
    expect(guids).toContain(id);
  }
  expect(code.match(/^\$(?:Filter)?Clsid = /gm)).toHaveLength(2);
});

it('ends with 0, 1 or 2 as its help says', () => {
  const ends = [...code.matchAll(/\bexit (.+?)(?: \}|\r?\n|$)/g)].map(([, value]) => value);
  expect(ends).toEqual(['2', '2', '1', '2', '0']);
  expect(code).toMatch(/if \(\$script:Open -gt 0\) \{ exit 1 \}\r?\nif \(\$script:Unknown -gt 0\)/);
  expect(script).toContain('The exit code is 0 when nothing is OPEN or UNKNOWN');
});

it('closes every brace, bracket and string', () => {
  const open: string[] = [];
  const pairs: Record<string, string> = { ')': '(', '}': '{', ']': '[' };
  const bare = code
    .replaceAll(/'(?:[^'\r\n]|'')*'/g, '')
    .replaceAll(/"(?:[^"\r\n]|"")*"/g, '')
    .replaceAll(/^\s*#.*$/gm, '');
  for (const mark of bare.match(/[(){}[\]'"]/g) ?? []) {
    if (mark in pairs) expect(open.pop()).toBe(pairs[mark]);
    else open.push(mark);
  }
  expect(open).toEqual([]);
});
