import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { buildInstaller } from '../../tools/build-installer.mjs';
import { NATIVE } from '../../tools/build-native.mjs';
import { signFile } from '../../tools/sign-file.mjs';
import type { SigningKey } from '../../tools/sign-file.mjs';
import { makeSoftwareToken } from '../support/software-token.js';
import type { SoftwareToken } from '../support/software-token.js';
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

describe('signing with a key in a PKCS #11 token', () => {
  let token: SoftwareToken;
  let msi: string;

  /** As the build does it: the key is named by the environment. Gives the arguments that osslsigncode was started with. */
  const sign = async (file: string, to: string, more: NodeJS.ProcessEnv = {}) => {
    const seen = path.join(token.folder, 'arguments');
    const watched = path.join(token.folder, 'osslsigncode');
    await rm(seen, { force: true });
    await writeFile(
      watched,
      `#!/bin/sh\nprintf '%s\\n' "$@" >'${seen}'\nexec /usr/bin/osslsigncode "$@"\n`,
    );
    await chmod(watched, 0o700);
    const module = new URL('../../tools/sign-file.mjs', import.meta.url).href;
    const script = `
      const { signFile, signingKey } = await import(${JSON.stringify(module)});
      signFile(${JSON.stringify(file)}, ${JSON.stringify(to)}, signingKey());`;
    const env = {
      ...{ ...process.env, ...token.environment, PATH: `${token.folder}:${process.env['PATH']}` },
      GATEHOUSE_SIGN_CERTIFICATE: token.certificate,
      GATEHOUSE_SIGN_KEY: token.keyUri,
      GATEHOUSE_SIGN_PASSPHRASE_FILE: token.pinFile,
      GATEHOUSE_SIGN_PKCS11_MODULE: token.module,
      ...more,
    };
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', script],
      { env, encoding: 'utf8' },
    );
    return {
      ...{ failed: status !== 0, said: stdout + stderr },
      seen: await readFile(seen, 'utf8').catch(() => undefined),
    };
  };

  beforeAll(async () => {
    msi = await buildInstaller({ version: '0.1.0' });
    token = started.use(await makeSoftwareToken());
  }, 400_000);

  it.each([
    ['a program', () => NATIVE.provider, 'signed.dll'],
    ['a package', () => msi, 'signed.msi'],
  ])('signs %s, and the PIN stands in no argument', async (_, file, name) => {
    const to = path.join(token.folder, name);
    const { failed, said, seen } = await sign(file(), to);
    expect(said).not.toContain(token.pin);
    expect(failed).toBe(false);
    expect(seen).toContain(token.keyUri);
    expect(seen).not.toContain(token.pin);
    const { stdout } = await execute('osslsigncode', [
      ...['verify', '-CAfile', token.certificate, '-in', to],
    ]);
    expect(stdout).toContain('Succeeded');
    expect(stdout).toContain('Gatehouse token');
  });

  it('fails, and leaves nothing, with the PIN of another token', async () => {
    const to = path.join(token.folder, 'refused.msi');
    const wrong = path.join(token.folder, 'wrong-pin');
    await writeFile(wrong, '00000000\n', { mode: 0o600 });
    const { failed, said } = await sign(msi, to, { GATEHOUSE_SIGN_PASSPHRASE_FILE: wrong });
    expect(failed).toBe(true);
    expect(said).toContain('PIN incorrect');
    expect(said).not.toContain('00000000');
    expect(existsSync(to)).toBe(false);
  });

  it('takes no PIN in the URI of the key, and does not repeat it', async () => {
    const to = path.join(token.folder, 'told.msi');
    const key = `${token.keyUri}?pin-value=${token.pin}`;
    const { failed, said, seen } = await sign(msi, to, { GATEHOUSE_SIGN_KEY: key });
    expect(failed).toBe(true);
    expect(said).toContain('GATEHOUSE_SIGN_PASSPHRASE_FILE');
    expect(said).not.toContain(token.pin);
    expect(seen).toBeUndefined();
    expect(existsSync(to)).toBe(false);
  });
});
