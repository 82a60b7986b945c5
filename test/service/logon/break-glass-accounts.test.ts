import { DEFAULT_MACHINE_RULES } from '@gatehouse/protocol';
import type { OfflineEvent } from '@gatehouse/protocol';

import { breakGlassSidsIn } from '../../../service/src/config/break-glass-sids.js';
import { BreakGlassAccounts } from '../../../service/src/logon/break-glass-accounts.js';
import { RuledLogons } from '../../../service/src/logon/ruled-logons.js';
import type { PasswordCheck } from '../../../service/src/offline/windows-passwords.js';
import type { RulesInForce } from '../../../service/src/policy/rules.js';
import { systemRandom } from '../../../service/src/random.js';
import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { FakeWindowsAccounts } from '../../fakes/fake-windows-accounts.js';
import { FakeWindowsPasswords } from '../../fakes/fake-windows-passwords.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';

const NOTHING_KEPT: RulesInForce = { ...DEFAULT_MACHINE_RULES, isFallback: true };
const ALICE = { sid: FAKE_SID, userName: 'CORP\\alice' };

let service: EtherService;
let told: Omit<OfflineEvent, 'id' | 'at'>[];
let listed: string[];
let recordFails: boolean;
let passwords: FakeWindowsPasswords;
let clock: FakeClock;
let logger: MemoryLogger;
const accounts = new FakeWindowsAccounts();
const bob = accounts.add('bob', 1001);

/** @param rules undefined before the workstation has joined */
async function start(rules?: RulesInForce): Promise<void> {
  clock = new FakeClock();
  logger = new MemoryLogger();
  passwords = new FakeWindowsPasswords();
  passwords.known.set('PC-1\\bob', 'pw');
  passwords.known.set('CORP\\alice', 'pw');
  told = [];
  listed = [bob.sid, FAKE_SID];
  recordFails = false;
  const parts = {
    ...{ accounts, passwords, logger, random: systemRandom },
    record: (event: Omit<OfflineEvent, 'id' | 'at'>) => {
      if (recordFails) return Promise.reject(new Error('the disk is full'));
      told.push(event);
      return Promise.resolve();
    },
  };
  service = await startEtherService({
    clock,
    breakGlass: new BreakGlassAccounts({
      ...parts,
      listed: () => Promise.resolve(listed),
      stopwatch: clock,
    }),
    ...(rules && {
      rules: new RuledLogons({ ...parts, rules: { current: () => Promise.resolve(rules) }, clock }),
    }),
  });
}
afterEach(async () => {
  await service.server.close();
});

async function signIn(
  tile: { sid?: string; userName: string },
  {
    password = 'pw',
    scenario = 'logon',
    remote = false,
  }: { password?: string; scenario?: 'logon' | 'change-password'; remote?: boolean } = {},
) {
  const client = await service.connect({ scenario, remote });
  const { sid = '', userName } = tile;
  const opened = await client.openTile({ sid, userName: sid === '' ? '' : userName });
  return opened.submit(sid === '' ? { userName, password } : { password });
}

const grant = { type: 'grant', domain: 'PC-1', userName: 'bob', sid: bob.sid };
const isIn = { type: 'grant' };

describe('where neither the server nor the workstation has a verdict', () => {
  it.each(['connect', 'not-joined', 'unable', 'clock', 'fault'] as const)(
    'a listed account gets in with its password (%s), and it is told and logged',
    async (reason) => {
      await start();
      service.authority.says(reason);
      expect(await signIn({ userName: '.\\bob' })).toMatchObject(grant);
      expect(told).toMatchObject([
        { type: 'workstation.granted', account: bob, code: 'break-glass-account' },
      ]);
      expect(told[0]?.way).toMatchObject({ scenario: 'logon', session: { type: 'console' } });
      expect(logger.lines.map(({ event }) => event)).toContain('break-glass.granted');
    },
  );

  it.each(['revoked', 'refused'] as const)(
    'nobody does where the server said that it serves this workstation not (%s)',
    async (reason) => {
      await start();
      service.authority.says(reason);
      expect(await signIn({ userName: '.\\bob' })).not.toMatchObject(isIn);
    },
  );

  it('an account of the domain gets in by the SID of its tile, without a kit', async () => {
    await start(NOTHING_KEPT);
    service.authority.says('connect');
    expect(await signIn(ALICE)).toMatchObject({ ...isIn, sid: FAKE_SID, userName: 'alice' });
  });

  it('a local account gets in where nothing is known of the rules, and is denied where they are', async () => {
    await start(NOTHING_KEPT);
    service.authority.says('not-joined');
    expect(await signIn({ userName: 'bob' })).toMatchObject(grant);
    await service.server.close();
    await start(DEFAULT_MACHINE_RULES);
    expect(await signIn({ userName: 'bob' })).not.toMatchObject(isIn);
    expect(told).toMatchObject([{ type: 'workstation.denied', code: 'account.foreign' }]);
  });

  it('whoever is not listed does not, and Windows is not asked', async () => {
    await start();
    listed = ['S-1-5-21-9-9-9-500'];
    service.authority.says('connect', 'connect');
    expect(await signIn({ userName: '.\\bob' })).not.toMatchObject(isIn);
    listed = [];
    expect(await signIn(ALICE)).not.toMatchObject(isIn);
    expect([passwords.asked, told]).toEqual([[], []]);
  });

  it('a name that is typed at the tile of a listed SID lets nobody else in', async () => {
    await start();
    service.authority.says('connect');
    const client = await service.connect({ scenario: 'logon', remote: false });
    const tile = await client.openTile({ sid: FAKE_SID, userName: '' });
    const shown = await tile.submit({ userName: 'mallory', password: 'pw' });
    expect(shown).not.toMatchObject(isIn);
    expect(told).toEqual([]);
  });

  it.each<[where: string, Parameters<typeof signIn>[1]]>([
    ['from a remote session', { remote: true }],
    ['to change a password', { scenario: 'change-password' }],
  ])('nobody does %s', async (_, how) => {
    await start();
    service.authority.says('connect');
    expect(await signIn(ALICE, how)).not.toMatchObject(isIn);
    expect(passwords.asked).toEqual([]);
  });

  it('a session of Terminal Services is none at the console, whatever the tile says', async () => {
    await start();
    service.sessions.set(1, { session: { type: 'rdp' } });
    service.authority.says('connect');
    expect(await signIn({ userName: '.\\bob' })).not.toMatchObject(isIn);
  });

  it('gets in although the server will not be told of it', async () => {
    await start();
    recordFails = true;
    service.authority.says('connect');
    expect(await signIn({ userName: '.\\bob' })).toMatchObject(grant);
    expect(logger.lines.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['break-glass.fault', 'break-glass.granted']),
    );
  });
});

describe('its password', () => {
  it.each<[PasswordCheck, isIn: boolean]>([
    ['expired', true],
    ['must-change', true],
    ['locked', false],
    ['disabled', false],
    ['no-cached-logon', false],
    ['unavailable', false],
  ])('is what Windows says: %s', async (check, letIn) => {
    await start();
    passwords.instead.set('PC-1\\bob', check);
    service.authority.says('connect');
    const shown = await signIn({ userName: '.\\bob' });
    if (letIn) expect(shown).toMatchObject(grant);
    else expect(shown).not.toMatchObject(isIn);
    expect(told).toMatchObject([{ type: letIn ? 'workstation.granted' : 'workstation.denied' }]);
  });

  it('is looked at once a minute after five wrong ones, and freely again after a right one', async () => {
    await start();
    service.authority.says(...Array.from({ length: 9 }, () => 'connect' as const));
    for (let i = 0; i < 5; i++) await signIn({ userName: '.\\bob' }, { password: 'wrong' });
    expect(await signIn({ userName: '.\\bob' })).not.toMatchObject(isIn);
    expect(passwords.asked).toHaveLength(5);
    expect(told.at(-1)).toMatchObject({ code: 'principal.locked' });
    clock.advance({ seconds: 60 });
    expect(await signIn({ userName: '.\\bob' })).toMatchObject(grant);
    await signIn({ userName: '.\\bob' }, { password: 'wrong' });
    expect(await signIn({ userName: '.\\bob' })).toMatchObject(grant);
  });
});

it.each(['credentials.wrong', 'policy.denied', 'directory.unavailable'] as const)(
  'what the server denied stays denied: %s',
  async (code) => {
    await start(NOTHING_KEPT);
    service.authority.says(verdicts.denied(code));
    expect(await signIn(ALICE)).not.toMatchObject(isIn);
    expect(told).toEqual([]);
  },
);

it.each<[values: Record<string, unknown>, sids: string[]]>([
  [{}, []],
  [{ BreakGlassSids: ['S-1-5-21-1'] }, ['S-1-5-21-1']],
  [{ BreakGlassSids: ['S-1-5-21-1'], WhenServiceDown: 'system-providers' }, ['S-1-5-21-1']],
  [{ BreakGlassSids: ['S-1-5-21-1'], WhenServiceDown: 'deny' }, []],
  [{ BreakGlassSids: ['S-1-5-21-1'], WhenServiceDown: 'brake-glass' }, []],
  [{ BreakGlassSids: 'S-1-5-21-1' }, []],
])('the values %j list %j', (values, sids) => {
  expect(breakGlassSidsIn(values)).toEqual(sids);
});
