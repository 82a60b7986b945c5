import { readFileSync } from 'node:fs';
import path from 'node:path';

// Windows PowerShell 5.1 makes an error record of each line that a program writes to its error stream, where that is
// redirected or the host is no console. Under $ErrorActionPreference = 'Stop' the first one ends the script.
const ROOT = path.resolve(import.meta.dirname, '../..');

it.each(['installer/support/audit-host.ps1', 'tools/prove-on-windows.ps1'])(
  '%s calls programs where their error stream is no error',
  (file) => {
    const script = readFileSync(path.join(ROOT, file), 'utf8');
    const helper = /^function Invoke-Program\b[^]*?^\}\r?\n/m.exec(script)?.[0] ?? '';
    expect(helper).toContain("$ErrorActionPreference = 'Continue'");
    expect(helper).toContain('& $Program @Arguments 2>$null');
    const rest = script.replace(helper, '').slice(script.indexOf('$ErrorActionPreference'));
    expect(rest).toContain('Invoke-Program ');
    // Script blocks are called as well; what else follows & is a program.
    expect(rest.match(/(?<![\w$])& (?!\$\w+[ })\r\n]).*/g) ?? []).toEqual([]);
    expect(rest.match(/\d>(?:&1|\$null)/g) ?? []).toEqual([]);
    expect(rest.match(/(?:^|[=;({|] *)[\w-]+\.(?:exe|cmd)\b.*$/gm) ?? []).toEqual([]);
  },
);

it('each answer of a program that ends with a code of its own is looked at', () => {
  const script = readFileSync(path.join(ROOT, 'tools/prove-on-windows.ps1'), 'utf8');
  const bundle = script.slice(script.indexOf("'gatehouse-service collect makes a bundle"));
  expect(bundle).toMatch(
    /collect', '--out'[^]+?if \(\$LASTEXITCODE -ne 0\) \{ throw [^]+?tar\.exe[^]+?if \(\$LASTEXITCODE -ne 0\) \{ throw /,
  );
});
