import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { VaultError } from '../../../service/src/vault/vault.js';
import type { Vault } from '../../../service/src/vault/vault.js';
import { APP, NODE_EXE, prepareWindowsApp } from '../../../tools/windows-node.mjs';
import { wineEnvironment } from '../../support/wine-prefix.js';
import { createWinePrefix } from '../../support/wine.js';
import type { WinePrefix } from '../../support/wine.js';
import { describeVault } from '../vault/vault-contract.js';

const PROGRAM = path.join(import.meta.dirname, 'programs/adapters.mjs');
const KEY = 'SOFTWARE\\Gatehouse';

let prefix: WinePrefix;

beforeAll(async () => {
  await prepareWindowsApp();
  prefix = await createWinePrefix();
}, 180_000);

afterAll(async () => {
  await prefix[Symbol.asyncDispose]();
}, 30_000);

interface Outcome {
  value?: unknown;
  error?: string;
  message?: string;
}

/** Calls an adapter in a process of Windows'. Blocks, because the vault's port does. */
function call(name: string, ...args: unknown[]): Outcome {
  const file = path.join(prefix.path, 'outcome');
  const out = openSync(file, 'w');
  try {
    const program = [PROGRAM, APP].map((unixPath) => prefix.toWindows(unixPath));
    execFileSync('wine', [NODE_EXE, ...program, name, JSON.stringify(args)], {
      env: wineEnvironment(prefix.path),
      stdio: ['ignore', out, 'ignore'],
    });
  } finally {
    closeSync(out);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Outcome;
}

/** The vault of Windows, one process a call. */
class RemoteDpapiVault implements Vault {
  seal(plaintext: Uint8Array, purpose: string): Uint8Array {
    return this.#call('seal', plaintext, purpose);
  }

  open(sealed: Uint8Array, purpose: string): Uint8Array {
    return this.#call('open', sealed, purpose);
  }

  #call(name: string, bytes: Uint8Array, purpose: string): Uint8Array {
    const { value, error, message } = call(name, Buffer.from(bytes).toString('hex'), purpose);
    if (error === 'VaultError') throw new VaultError(message);
    if (typeof value !== 'string') throw new Error(message);
    return Buffer.from(value, 'hex');
  }
}

describeVault('DpapiVault', () => new RemoteDpapiVault());

describe('the registry', () => {
  it('gives strings, numbers and lists by name, and nothing for a key that is not there', async () => {
    expect(call('readRegistryKey', KEY)).toEqual({ value: {} });
    await prefix.setRegistry(`HKLM\\${KEY}`, 'ProxyUrl', 'http://proxy.corp.test:3128');
    await prefix.setRegistry(`HKLM\\${KEY}`, 'ServerTimeoutMs', 4_294_967_295);
    await prefix.setRegistry(`HKLM\\${KEY}`, 'BreakGlassSids', ['S-1-5-32-544', 'S-1-5-18']);
    expect(call('readRegistryKey', KEY)).toEqual({
      value: {
        ProxyUrl: 'http://proxy.corp.test:3128',
        ServerTimeoutMs: 4_294_967_295,
        BreakGlassSids: ['S-1-5-32-544', 'S-1-5-18'],
      },
    });
  }, 60_000);
});

describe('the state folder', () => {
  it('R9: is made for SYSTEM and administrators alone, and taken again at the next start', () => {
    const { value } = call('prepareStateFolder', 'C:\\ProgramData\\Gatehouse');
    expect(value).toMatch(/^O:/);
    // Everyone, users, authenticated and interactive users.
    expect(value).not.toMatch(/;(WD|BU|AU|IU)\)/);
  }, 60_000);

  it('R9: is refused when others may enter it', () => {
    expect(call('prepareStateFolder', 'C:\\ProgramData')).toMatchObject({
      error: 'StateFolderError',
    });
  }, 60_000);
});

describe('the event log', () => {
  it('takes an entry', () => {
    expect(call('writeEvent', 'warning', 200, 'Grüße')).toEqual({ value: true });
  }, 60_000);
});

describe('the service control manager', () => {
  it('says of a program that it is no service', () => {
    expect(call('connectAsProgram')).toEqual({ value: 'not a service' });
  }, 60_000);
});
