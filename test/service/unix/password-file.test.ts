import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { WindowsPasswords } from '../../../service/src/offline/windows-passwords.js';
import { NO_WINDOWS } from '../../../service/src/offline/windows-passwords.js';
import { PasswordFile } from '../../../service/src/unix/password-file.js';
import { FakeWindowsPasswords } from '../../fakes/fake-windows-passwords.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gh-passwords-'));
const file = path.join(folder, 'passwords.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ALICE = { domain: 'CORP', name: 'alice' };
const secret = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));

function withFake(): WindowsPasswords {
  const fake = new FakeWindowsPasswords();
  fake.known.set('CORP\\alice', 'Grüße');
  return fake;
}

function withFile(): WindowsPasswords {
  writeFileSync(file, JSON.stringify({ 'CORP\\alice': 'Grüße' }), { mode: 0o600 });
  return new PasswordFile(file);
}

describe.each([
  ['PasswordFile', withFile],
  ['FakeWindowsPasswords', withFake],
])('%s', (_, open) => {
  it('finds the password right, and every other one and every other account wrong', async () => {
    const passwords = open();
    expect(await passwords.check(ALICE, secret('Grüße'))).toBe('right');
    for (const text of ['', 'grüße', 'Grüße ', 'Grüße\0']) {
      expect(await passwords.check(ALICE, secret(text))).toBe('wrong');
    }
    for (const other of [
      { domain: 'OTHER', name: 'alice' },
      { domain: undefined, name: 'alice' },
    ]) {
      expect(await passwords.check(other, secret('Grüße'))).toBe('wrong');
    }
    expect(await passwords.check({ domain: 'CORP', name: 'toString' }, secret(''))).toBe('wrong');
  });
});

describe('without Windows', () => {
  it('R5: nothing is right', async () => {
    expect(await NO_WINDOWS.check(ALICE, secret('x'))).toBe('unavailable');
    expect(await new PasswordFile(path.join(folder, 'none')).check(ALICE, secret('x'))).toBe(
      'unavailable',
    );
  });

  it('R9: a file that others may read is not believed', async () => {
    const passwords = withFile();
    chmodSync(file, 0o644);
    expect(await passwords.check(ALICE, secret('Grüße'))).toBe('unavailable');
    chmodSync(file, 0o600);
    writeFileSync(file, '[');
    expect(await passwords.check(ALICE, secret('Grüße'))).toBe('unavailable');
  });
});
