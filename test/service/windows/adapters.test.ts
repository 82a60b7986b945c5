import os from 'node:os';

import { formatId } from '@gatehouse/protocol';

import type { Counters } from '../../../service/src/offline/counters.js';
import { maskSeed } from '../../../service/src/offline/masked-seed.js';
import { VaultError } from '../../../service/src/vault/vault.js';
import type { Vault } from '../../../service/src/vault/vault.js';
import { prepareWindowsApp } from '../../../tools/windows-node.mjs';
import { AdapterCaller } from '../../support/adapter-caller.js';
import type { Outcome } from '../../support/adapter-caller.js';
import { SeededBytes } from '../../support/offline-scene.js';
import { createWinePrefix } from '../../support/wine.js';
import type { WinePrefix } from '../../support/wine.js';
import { describeWindowsAccounts } from '../accounts/windows-accounts-contract.js';
import type { LookedUp } from '../accounts/windows-accounts-contract.js';
import { describeCounters } from '../offline/counters-contract.js';
import { describeVault } from '../vault/vault-contract.js';

const KEY = 'SOFTWARE\\Gatehouse';

let prefix: WinePrefix;
/** They take turns: what one call leaves for the next one has to be in Windows, not in a process. */
const callers: AdapterCaller[] = [];
let turns = 0;

beforeAll(async () => {
  await prepareWindowsApp();
  prefix = await createWinePrefix();
  for (let n = 0; n < 2; n++) callers.push(await AdapterCaller.start(prefix));
}, 180_000);

afterAll(async () => {
  for (const caller of callers) await caller[Symbol.asyncDispose]();
  await prefix[Symbol.asyncDispose]();
}, 30_000);

/** Calls an adapter in one of two processes of Windows'. Blocks, because the vault's port does. */
function call(name: string, ...args: unknown[]): Outcome {
  return callers[turns++ % callers.length]!.call(name, args);
}

/** The vault of Windows: what one process seals, another one opens. */
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

describeWindowsAccounts('SamAccounts', () => ({
  // Whoever the process runs as: Wine has no other account, and says of groups what it likes.
  own: os.userInfo().username,
  lookUp: (name) => {
    const { value, message } = call('accounts', name);
    if (value === undefined) throw new Error(message);
    return value as LookedUp;
  },
}));

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

describe('the computer', () => {
  it('is told from its clones by what Windows was given when it was installed, and by its NetBIOS name', async () => {
    const key = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography';
    const shown = await prefix.mustRun('reg', ['query', key, '/v', 'MachineGuid', '/reg:64']);
    const name = (await prefix.mustRun('cmd', ['/c', 'echo %COMPUTERNAME%'])).trim();
    expect(call('readMachine')).toEqual({
      value: { systemId: /REG_SZ\s+(\S+)/.exec(shown)?.[1], name },
    });
  }, 60_000);

  it('forgets all counts of attempts, and does not mind when there are none', () => {
    call('writeCounter', 'one', 3);
    call('writeCounter', 'two', 4);
    call('forgetCounters');
    expect(call('readCounter', 'one')).toEqual({ value: 'undefined' });
    expect(call('readCounter', 'two')).toEqual({ value: 'undefined' });
    call('forgetCounters');
    expect(call('forgetCounters').error).toBeUndefined();
  });
});

/** The numbers in the registry: what one process writes, another one reads. */
class RemoteAttemptRegistry implements Counters {
  read(name: string): number | undefined {
    const { value, message } = call('readCounter', name);
    if (typeof value !== 'string') throw new Error(message);
    return value === 'undefined' ? undefined : Number(value);
  }

  write(name: string, value: number): void {
    mustSucceed(call('writeCounter', name, value));
  }

  remove(name: string): void {
    mustSucceed(call('removeCounter', name));
  }
}

function mustSucceed({ error, message }: Outcome): void {
  if (error !== undefined) throw new Error(`${error}: ${message ?? ''}`);
}

describeCounters('AttemptRegistry', () => new RemoteAttemptRegistry());

describe('the second store of attempts', () => {
  it('says of another kind of value that it is no number', async () => {
    await prefix.setRegistry(`HKLM\\${KEY}\\Offline`, 'dword', 7);
    await prefix.setRegistry(`HKLM\\${KEY}\\Offline`, 'text', 'many');
    expect(call('readCounter', 'dword')).toEqual({ value: 'NaN' });
    expect(call('readCounter', 'text')).toEqual({ value: 'NaN' });
  }, 60_000);
});

describe("Windows' check of a password", () => {
  // Wine finds every password right: that the call is made and its thread ends is all that is seen here.
  it('asks in a thread of its own', () => {
    expect(call('checkPassword', 'CORP', 'alice', 'Grüße')).toEqual({ value: 'right' });
    expect(call('checkPassword', null, 'alice@corp.test', 'x')).toEqual({ value: 'right' });
  }, 60_000);

  it('R5: takes no error for right, and those that it does not know for no answer', () => {
    const errors = [1326, 1317, 1909, 1330, 1907, 1331, 1793, 1311, 1355, 1385, 5, 87, 1792, 1];
    expect(call('checksOf', errors)).toEqual({
      value: [
        ...['wrong', 'wrong', 'locked', 'expired', 'must-change', 'disabled', 'disabled'],
        ...['no-cached-logon', 'no-cached-logon'],
        ...Array<string>(5).fill('unavailable'),
      ],
    });
  }, 60_000);

  it('knows whether Windows keeps logons of a domain', async () => {
    const winlogon = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon';
    expect(call('keepsLogonsOf', 'CORP')).toEqual({ value: true });
    await prefix.setRegistry(winlogon, 'CachedLogonsCount', '0');
    expect(call('keepsLogonsOf', 'CORP')).toEqual({ value: false });
  }, 60_000);
});

describe("Windows' change of a password", () => {
  // Wine's packages know no such message: that LSA is asked, and says so, is all that is seen here.
  it.each([
    ['CORP', 'alice', null],
    ['PC1', 'bob', 'pc1'],
  ])(
    'R5: of %s\\%s is unavailable here',
    (domain, name, computer) => {
      expect(call('changePassword', domain, name, computer)).toEqual({
        value: { outcome: 'unavailable' },
      });
    },
    60_000,
  );
});

describe("Windows' locator of domain controllers", () => {
  // Wine is in no domain and knows no locator: that the call is made and says so is all that is seen here.
  it('finds none where the computer is in no domain', () => {
    expect(call('findDomainController', null)).toEqual({ value: 'none' });
    expect(call('findDomainController', 'CORP')).toEqual({ value: 'none' });
  }, 60_000);
});

describe('a seed that was masked elsewhere', () => {
  it('comes back on Windows', async () => {
    const bytes = new SeededBytes('windows');
    const seed = bytes.bytes(20);
    const masked = await maskSeed(seed, Buffer.from('Grüße'), {
      credentialId: formatId('crd', bytes.bytes(16)),
      generation: undefined,
      cost: { memoryKib: 1024, passes: 2, lanes: 1 },
      random: bytes,
    });
    expect(call('unmask', masked, 'Grüße')).toEqual({ value: Buffer.from(seed).toString('hex') });
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
    const entry = {
      level: 'warning',
      messageId: 0x8101_00d0,
      category: 5,
      strings: ['Grüße', '-'],
    };
    expect(call('writeEvent', entry)).toEqual({ value: true });
  }, 60_000);
});

describe('the service control manager', () => {
  it('says of a program that it is no service', () => {
    expect(call('connectAsProgram')).toEqual({ value: 'not a service' });
  }, 60_000);
});

describe('Terminal Services', () => {
  it('tells who is logged on in a session, and in which logon session', () => {
    interface Described {
      session: { type: string };
      user: { sid: string; logonId: string };
    }
    const { session, user } = (call('describeSession', 1) as { value: Described }).value;
    // Wine answers the protocol alone, and gives everybody's token.
    expect(['console', 'other']).toContain(session.type);
    expect(user.sid).toMatch(/^S-1-5-/);
    expect(user.logonId).toMatch(/^[0-9a-f]+$/);
  });
});

describe('the stage that the filter reads', () => {
  it('is what the server said last', () => {
    expect(call('setStage', 'observe')).toEqual({ value: 'observe' });
    expect(call('setStage', 'enforce')).toEqual({ value: 'enforce' });
    expect(call('setStage', 'enforce')).toEqual({ value: 'enforce' });
  });
});

/** Last, because it takes the processes away. */
describe('the processes that called all of these', () => {
  it('end by themselves: no thread and no handle holds them', async () => {
    expect(await Promise.all(callers.map((caller) => caller.end()))).toEqual([0, 0]);
  });
});
