import { DEFAULT_MACHINE_RULES } from '@gatehouse/protocol';
import type { MachineRules, OfflineEvent } from '@gatehouse/protocol';

import { RuledLogons } from '../../../service/src/logon/ruled-logons.js';
import type { PasswordCheck } from '../../../service/src/offline/windows-passwords.js';
import { systemRandom } from '../../../service/src/random.js';
import { verdicts } from '../../fakes/fake-authority.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { FakeOfflineAuthority } from '../../fakes/fake-offline-authority.js';
import { FakeWindowsAccounts } from '../../fakes/fake-windows-accounts.js';
import { FakeWindowsPasswords } from '../../fakes/fake-windows-passwords.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';

type Told = Omit<OfflineEvent, 'id' | 'at'>;

const BOB = 'PC-1\\bob';
const ASKED: MachineRules = { ...DEFAULT_MACHINE_RULES, foreignAccounts: 'second-factor-only' };

let service: EtherService;
let rules: MachineRules;
let told: Told[];
let passwords: FakeWindowsPasswords;
let offline: FakeOfflineAuthority;
const clock = new FakeClock();
const accounts = new FakeWindowsAccounts();
const bob = accounts.add('bob', 1001, ['S-1-5-32-544']);

beforeEach(async () => {
  rules = ASKED;
  told = [];
  passwords = new FakeWindowsPasswords();
  passwords.known.set(BOB, 'pw');
  offline = new FakeOfflineAuthority();
  service = await startEtherService({
    clock,
    offline,
    rules: new RuledLogons({
      rules: { current: () => Promise.resolve(rules) },
      ...{ accounts, passwords, clock },
      record: (event) => {
        told.push(event);
        return Promise.resolve();
      },
      random: systemRandom,
      logger: new MemoryLogger(),
    }),
  });
});
afterEach(async () => {
  await service.server.close();
});

async function open(
  scenario: 'logon' | 'unlock' | 'change-password' = 'logon',
  tile = { sid: '', userName: '' },
) {
  const client = await service.connect({ scenario, remote: false });
  return client.openTile(tile);
}

const signIn = async (password = 'pw') => (await open()).submit({ userName: '.\\bob', password });
const asked = () => service.authority.calls.filter(({ method }) => method.startsWith('begin'));
const grant = {
  type: 'grant',
  domain: bob.netbiosDomain,
  userName: bob.samAccountName,
  sid: bob.sid,
};

it('Windows looks at the password, and the server asks for the code without having seen it', async () => {
  service.authority.says(verdicts.challenge(), verdicts.granted(1, bob));
  const tile = await open();
  await tile.submit({ userName: '.\\bob', password: 'pw' });
  expect(asked()).toMatchObject([
    { method: 'beginForeign', request: { account: bob, kind: 'local', scenario: 'logon' } },
  ]);
  expect(await tile.submit({ code: '123456' })).toMatchObject(grant);
  expect(JSON.stringify(service.authority.calls)).not.toContain('"pw"');
  expect(told).toEqual([]);
});

it.each([
  ['partner\\BOB', { netbiosDomain: 'partner', samAccountName: 'BOB' }],
  [' Bob@partner.test', { netbiosDomain: '', samAccountName: 'Bob@partner.test' }],
])('so it is for %j of a domain that the server says it does not know', async (typed, named) => {
  rules = { ...ASKED, foreignNames: ['PARTNER\\bob', 'bob@partner.test'] };
  passwords.known.set(`${named.netbiosDomain}\\${named.samAccountName}`, 'pw');
  service.authority.says(verdicts.challenge());
  await (await open()).submit({ userName: typed, password: 'pw' });
  expect(asked()).toMatchObject([
    { method: 'beginForeign', request: { kind: 'domain', account: { sid: 'S-1-0-0', ...named } } },
  ]);
});

it('another account of that domain is the server’s to refuse', async () => {
  rules = { ...ASKED, foreignNames: ['PARTNER\\bob'] };
  service.authority.says(verdicts.denied('credentials.wrong'));
  await (await open()).submit({ userName: 'PARTNER\\eve', password: 'pw' });
  expect(asked()).toMatchObject([{ method: 'begin' }]);
});

it.each<[PasswordCheck, string, RegExp]>([
  ['wrong', 'credentials.wrong', /user name or password is not right/],
  ['locked', 'principal.locked', /Too many attempts/],
  ['disabled', 'account.disabled', /disabled/],
  ['unavailable', 'account.unchecked', /Windows could not check/],
  ['no-cached-logon', 'account.unchecked', /Windows could not check/],
])('a password that Windows calls %s asks the server for nothing', async (check, code, text) => {
  passwords.instead.set(BOB, check);
  expect(JSON.stringify(await signIn())).toMatch(text);
  expect(asked()).toEqual([]);
  expect(told).toMatchObject([{ type: 'workstation.denied', account: bob, code }]);
});

it('a Windows that fails lets nobody in', async () => {
  passwords.check = () => Promise.reject(new Error('no thread'));
  expect(JSON.stringify(await signIn())).toMatch(/Windows could not check/);
  expect(asked()).toEqual([]);
});

it.each<PasswordCheck>(['expired', 'must-change'])(
  'a password that is right and %s goes on: Windows asks for the new one',
  async (check) => {
    passwords.instead.set(BOB, check);
    service.authority.says(verdicts.challenge());
    await signIn();
    expect(asked()).toHaveLength(1);
  },
);

it('is not asked for by whoever an exclusion lets in', async () => {
  rules = { ...ASKED, exclusions: [{ sid: 'S-1-5-32-544' }] };
  expect(await signIn('whatever Windows says of it')).toMatchObject(grant);
  expect([passwords.asked, asked()]).toEqual([[], []]);
});

it.each(['account.unmapped', 'factor.not-enrolled', 'account.foreign'] as const)(
  'is denied with a word on what to do where the server says %s',
  async (code) => {
    service.authority.says(verdicts.denied(code));
    const shown = await signIn();
    expect(shown).not.toMatchObject({ type: 'grant' });
    expect(JSON.stringify(shown)).toMatch(/help desk/i);
  },
);

it.each([
  ['account.unmapped', true],
  ['factor.not-enrolled', true],
  ['principal.locked', false],
  ['account.disabled', false],
] as const)('where factors are optional, %s lets in: %s', async (code, isIn) => {
  rules = { ...ASKED, mode: 'optional' };
  service.authority.says(verdicts.denied(code));
  const shown = await signIn();
  if (isIn) expect(shown).toMatchObject(grant);
  else expect(shown).not.toMatchObject({ type: 'grant' });
  expect(told.map(({ code: why }) => why)).toEqual(isIn ? ['optional'] : []);
});

describe('while the server is away', () => {
  it.each([
    ['connect', 'enforce'],
    ['unable', 'enforce'],
    ['connect', 'optional'],
  ] as const)('nobody gets in (%s, %s), nor by the kit of somebody else', async (reason, mode) => {
    rules = { ...ASKED, mode };
    service.authority.says(reason);
    offline.says(verdicts.granted(1, bob));
    expect(await signIn()).not.toMatchObject({ type: 'grant' });
    expect(told).toEqual([]);
  });

  it('an unlock within the grace does', async () => {
    rules = { ...ASKED, unlockGraceMinutes: 10 };
    const facts = {
      session: { type: 'console' },
      user: { sid: bob.sid, logonId: 'a1' },
      boot: 'boot-7',
    } as const;
    service.sessions.set(1, facts);
    service.grace.proven(1, bob.sid, facts);
    service.authority.says('connect');
    const tile = await open('unlock', { sid: bob.sid, userName: BOB });
    expect(await tile.submit({ password: 'pw' })).toMatchObject(grant);
    expect(told).toMatchObject([{ code: 'grace', account: bob }]);
  });
});

it('a new password goes to Windows and to nobody else', async () => {
  service.authority.says(verdicts.challenge(), verdicts.granted(1, bob));
  service.changes.known.set(BOB, 'pw');
  const tile = await open('change-password', { sid: bob.sid, userName: BOB });
  await tile.submit({ password: 'pw' });
  await tile.submit({ code: '123456' });
  const next = { newPassword: 'Another horse 2', confirmPassword: 'Another horse 2' };
  expect(await tile.submit(next)).toMatchObject({ type: 'done' });
  await service.changeReports.close();
  expect(service.changes.asked.length).toBe(1);
  expect(service.authority.calls.map(({ method }) => method)).not.toContain('passwordChanged');
});

it('enrols nothing, whatever a server wants: answers would carry the password', async () => {
  service.authority.says(verdicts.challenge(), verdicts.enroll({ account: bob }));
  const tile = await open();
  await tile.submit({ userName: '.\\bob', password: 'pw' });
  await tile.submit({ code: '123456' });
  await tile.submit({ code: '654321' });
  expect(service.authority.calls.map(({ method }) => method)).not.toContain('enroll');
});
