import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const TOKEN = 'gatehouse';
const OBJECT = 'signer';

/** A PKCS #11 token of SoftHSM with one signing key, which was made in it and cannot leave it. */
export interface SoftwareToken extends AsyncDisposable {
  /** The library that programs reach the token with. */
  module: string;
  /** What the library needs to find it. */
  environment: { SOFTHSM2_CONF: string };
  /** RFC 7512. */
  keyUri: string;
  /** PEM, for code signing, by the key itself. */
  certificate: string;
  pin: string;
  pinFile: string;
  folder: string;
}

/** Makes a token in a folder of its own, which is gone with it. No PIN of it stands in an argument. */
export async function makeSoftwareToken(): Promise<SoftwareToken> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gh-token-'));
  const file = (name: string) => path.join(folder, name);
  await mkdir(file('tokens'));
  await writeFile(file('softhsm2.conf'), `directories.tokendir = ${file('tokens')}\n`);
  const [pin, officerPin] = [somePin(), somePin()];
  await writeFile(file('pin'), `${pin}\n`, { mode: 0o600 });
  const module = '/usr/lib/softhsm/libsofthsm2.so';
  const environment = { SOFTHSM2_CONF: file('softhsm2.conf') };
  const env = {
    ...{ ...process.env, ...environment, PKCS11_MODULE_PATH: module },
    ...{ USER_PIN: pin, OFFICER_PIN: officerPin },
  };
  const tool = (...args: string[]) =>
    execute('pkcs11-tool', ['--module', module, ...args], { env });
  const asOfficer = ['--login', '--login-type', 'so', '--so-pin', 'env:OFFICER_PIN'];
  const asUser = ['--login', '--pin', 'env:USER_PIN'];
  await tool('--init-token', '--label', TOKEN, '--so-pin', 'env:OFFICER_PIN');
  await tool('--token-label', TOKEN, ...asOfficer, '--init-pin', '--pin', 'env:USER_PIN');
  const key = ['--keypairgen', '--key-type', 'rsa:2048', '--label', OBJECT, '--id', 'a1'];
  await tool('--token-label', TOKEN, ...asUser, ...key);
  const keyUri = `pkcs11:token=${TOKEN};object=${OBJECT};type=private`;
  const request = ['req', '-x509', '-new', '-days', '2', '-subj', '/CN=Gatehouse token'];
  const usage = ['-addext', 'extendedKeyUsage=codeSigning', '-out', file('certificate.pem')];
  const inToken = ['-engine', 'pkcs11', '-keyform', 'engine', '-passin', `file:${file('pin')}`];
  await execute('openssl', [...request, ...usage, ...inToken, '-key', keyUri], { env });
  return {
    ...{ module, environment, keyUri, pin, folder },
    ...{ certificate: file('certificate.pem'), pinFile: file('pin') },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function somePin(): string {
  return String(randomInt(10_000_000, 100_000_000));
}
