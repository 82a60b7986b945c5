import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { FileVault } from '../../../service/src/vault/file-vault.js';
import { VaultError, VaultUnavailableError } from '../../../service/src/vault/vault.js';
import { FakeVault } from '../../fakes/fake-vault.js';
import { describeVault } from './vault-contract.js';

const folder = mkdtempSync(path.join(tmpdir(), 'gh-vault-'));
const keyFile = path.join(folder, 'vault.key');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describeVault('FileVault', () => FileVault.open(keyFile));
describeVault('FakeVault', () => new FakeVault());

describe('FileVault', () => {
  it('opens what an earlier process sealed, and nothing of another key', () => {
    const sealed = FileVault.open(keyFile).seal(Buffer.from('secret'), 'p');
    expect(Buffer.from(FileVault.open(keyFile).open(sealed, 'p')).toString()).toBe('secret');
    const other = FileVault.open(path.join(folder, 'other.key'));
    expect(() => other.open(sealed, 'p')).toThrow('sealed elsewhere');
  });

  it('notices every changed bit', () => {
    const vault = FileVault.open(keyFile);
    const sealed = vault.seal(Buffer.from('secret'), 'p');
    for (let index = 0; index < sealed.length; index++) {
      const changed = new Uint8Array(sealed);
      changed[index]! ^= 0x10;
      expect(() => vault.open(changed, 'p')).toThrow(VaultError);
    }
  });

  it('R9: keeps its key private, and refuses one that is not', () => {
    FileVault.open(keyFile);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    chmodSync(keyFile, 0o640);
    expect(() => FileVault.open(keyFile)).toThrow('may be read by others');
    chmodSync(keyFile, 0o600);
  });

  it('makes no new key where there is one that cannot be read: that would lose what the old one sealed', () => {
    const taken = path.join(folder, 'not-a-folder');
    writeFileSync(taken, 'anything');
    expect(() => FileVault.open(path.join(taken, 'vault.key'))).toThrow(VaultUnavailableError);
    const directory = path.join(folder, 'directory.key');
    mkdirSync(directory, { mode: 0o700 });
    expect(() => FileVault.open(directory)).toThrow(VaultUnavailableError);
  });

  it('refuses a key of another size', () => {
    const short = path.join(folder, 'short.key');
    writeFileSync(short, Buffer.alloc(16), { mode: 0o600 });
    expect(() => FileVault.open(short)).toThrow('not a vault key');
  });
});
