import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { buildInstaller } from '../../tools/build-installer.mjs';
import { NATIVE } from '../../tools/build-native.mjs';
import { signFile } from '../../tools/sign-file.mjs';
import type { SigningKey } from '../../tools/sign-file.mjs';
import { Started } from '../support/started.js';
import { msiProperty } from '../support/wine-msi.js';

const execute = promisify(execFile);
const started = new Started();

afterAll(() => started[Symbol.asyncDispose]());

describe('signing', () => {
  let msi: string;
  let folder: string;
  let signing: SigningKey;
  let signed: string;

  const verify = (file: string) =>
    execute('osslsigncode', ['verify', '-CAfile', signing.certificate, '-in', file]);

  beforeAll(async () => {
    msi = await buildInstaller({ version: '0.1.0' });
    folder = await mkdtemp(path.join(tmpdir(), 'gh-sign-'));
    started.defer(() => rm(folder, { recursive: true, force: true }));
    const file = (name: string) => path.join(folder, name);
    const passphraseFile = file('passphrase');
    await writeFile(passphraseFile, 'thrown away\n', { mode: 0o600 });
    signing = { certificate: file('certificate.pem'), key: file('key.pem'), passphraseFile };
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-days', '2'];
    const usage = ['-subj', '/CN=Gatehouse test', '-addext', 'extendedKeyUsage=codeSigning'];
    const files = ['-passout', `file:${passphraseFile}`, '-keyout', signing.key];
    await execute('openssl', [...request, ...usage, ...files, '-out', signing.certificate]);
    signed = path.join(folder, 'signed.msi');
    signFile(msi, signed, signing);
  }, 400_000);

  it('signs programs with the key that is named, and copies where there is none', async () => {
    const [program, plain] = ['signed.dll', 'plain.dll'].map((name) => path.join(folder, name));
    signFile(NATIVE.provider, program!, signing);
    signFile(NATIVE.provider, plain!, undefined);
    expect((await verify(program!)).stdout).toContain('Succeeded');
    await expect(verify(plain!)).rejects.toThrow();
  });

  it('signs the whole package: nothing in it can be altered', async () => {
    expect((await verify(signed)).stdout).toContain('Succeeded');
    await expect(verify(msi)).rejects.toThrow();
    const bytes = await readFile(signed);
    const altered = path.join(folder, 'altered.msi');
    // In the middle of what is installed, and in the tables that say how.
    const places = [Math.floor(bytes.length / 2), bytes.indexOf('GATEHOUSE_TOKEN', 0, 'latin1')];
    for (const place of places) {
      expect(place).toBeGreaterThan(0);
      const changed = Buffer.from(bytes);
      changed[place] = changed[place]! ^ 1;
      await writeFile(altered, changed);
      await expect(verify(altered)).rejects.toThrow();
    }
  });

  it('leaves the package what Windows Installer reads', async () => {
    const [productCode, inSigned] = await Promise.all(
      [msi, signed].map((file) => msiProperty(file, 'ProductCode')),
    );
    expect(inSigned).toBe(productCode);
  });
});
