import { readFileSync } from 'node:fs';
import path from 'node:path';

import { PROVIDER_SETTINGS } from '../../service/src/config/provider-settings.js';

// There is no PowerShell here: what is read is the text.
const ROOT = path.resolve(import.meta.dirname, '../..');
const script = readFileSync(path.join(ROOT, 'installer/support/audit-host.ps1'), 'utf8');
const guids = readFileSync(path.join(ROOT, 'native/provider/guids.h'), 'utf8');
const code = script.slice(script.indexOf('[CmdletBinding()]'));

const asked = [...code.matchAll(/Get-Setting '(\w+)' ('[\w-]+'|@\(\)|\$fallback)/g)];

it('looks at every setting by which the logon screen lets others in', () => {
  expect(new Set(asked.map(([, name]) => name))).toEqual(
    new Set([
      ...['WhenServiceDown', 'WhenProviderCrashes', 'Filter', 'AllowedProviders'],
      'BreakGlassSids',
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
  for (const name of ['WhenServiceDown', 'WhenProviderCrashes'] as const) {
    const compared = new RegExp(`\\(Get-Setting '${name}' '[\\w-]+'\\) -ne '([\\w-]+)'`).exec(code);
    expect(PROVIDER_SETTINGS[name].kind.values).toContain(compared?.[1]);
  }
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

it('takes "Local account" for everybody only where there is no domain', () => {
  const [, everybody = ''] = /\$Everybody = @\(([^)]*)\)/.exec(code) ?? [];
  expect(everybody).toBe("'S-1-1-0', 'S-1-5-11', 'S-1-5-32-545'");
  expect(code).toMatch(/PartOfDomain\) \{ \$ordinary = \$Everybody \+ \$LocalAccount \}/);
});

it('asks group policy first of Remote Desktop, value by value', () => {
  expect(code).not.toMatch(/Get-Value \S+ '(fDenyTSConnections|UserAuthentication)'/);
  for (const name of ['fDenyTSConnections', 'UserAuthentication']) {
    expect(code).toMatch(new RegExp(`Get-TerminalValue \\S+ '${name}'`));
  }
});

it('calls nothing open that could not be exported, and looks at the registry that Windows uses', () => {
  expect(code).toMatch(/\$LASTEXITCODE -ne 0 -or \$rights\.Count -eq 0\) \{ throw/);
  expect(code).toContain('[Environment]::Is64BitProcess');
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
