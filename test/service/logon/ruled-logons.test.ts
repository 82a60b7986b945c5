import { DEFAULT_MACHINE_RULES } from '@gatehouse/protocol';
import type { MachineRules, OfflineEvent } from '@gatehouse/protocol';

import { RuledLogons } from '../../../service/src/logon/ruled-logons.js';
import { systemRandom } from '../../../service/src/random.js';
import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { FakeWindowsAccounts } from '../../fakes/fake-windows-accounts.js';
import { FakeWindowsPasswords } from '../../fakes/fake-windows-passwords.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import { startEtherService } from '../../support/ether-service.js';
import type { EtherService } from '../../support/ether-service.js';

type Told = Omit<OfflineEvent, 'id' | 'at'>;

const logger = new MemoryLogger();
const ADMINISTRATORS = 'S-1-5-32-544';

let service: EtherService;
let rules: MachineRules;
let told: Told[];
let recordFails: Error | undefined;
const clock = new FakeClock();
const accounts = new FakeWindowsAccounts();
const bob = accounts.add('bob', 1001, [ADMINISTRATORS]);

beforeEach(async () => {
  rules = DEFAULT_MACHINE_RULES;
  told = [];
  recordFails = undefined;
  accounts.fails = undefined;
  service = await startEtherService({
    clock,
    rules: new RuledLogons({
      rules: { current: () => Promise.resolve(rules) },
      accounts,
      passwords: new FakeWindowsPasswords(),
      record: (event) => {
        if (recordFails !== undefined) return Promise.reject(recordFails);
        told.push(event);
        return Promise.resolve();
      },
      clock,
      random: systemRandom,
      logger,
    }),
  });
});
afterEach(async () => {
  await service.server.close();
});

async function signIn(
  userName: string,
  {
    sid = '',
    scenario = 'logon',
    isNamed = sid !== '',
  }: { sid?: string; scenario?: 'logon' | 'unlock'; isNamed?: boolean } = {},
) {
  const client = await service.connect({ scenario, remote: false });
  const tile = await client.openTile({ sid, userName: isNamed ? userName : '' });
  return tile.submit(isNamed ? { password: 'pw' } : { userName, password: 'pw' });
}

const granted = (account = bob) => ({
  type: 'grant',
  domain: account.netbiosDomain,
  userName: account.samAccountName,
  sid: account.sid,
});
const askedServer = () => service.authority.calls.filter(({ method }) => method === 'begin').length;

describe('an account that no directory has', () => {
  it.each(['bob', '.\\bob', 'PC-1\\BOB'])(
    'as %s is denied, and the server is told',
    async (name) => {
      const shown = await signIn(name);
      expect(JSON.stringify(shown)).toMatch(/Accounts of this computer/);
      expect(told).toMatchObject([
        { type: 'workstation.denied', account: bob, code: 'account.foreign' },
      ]);
      // Its password is nothing that the server is to see.
      expect(askedServer()).toBe(0);
    },
  );

  it.each<[why: string, of: Partial<MachineRules>, event: Partial<Told>]>([
    ['the policy excludes all of them', { foreignAccounts: 'excluded' }, { code: 'foreign' }],
    ['they are only observed', { mode: 'observe' }, { code: 'observed' }],
    ['factors are optional', { mode: 'optional' }, { code: 'optional' }],
    [
      'its SID is excluded',
      { exclusions: [{ sid: bob.sid }] },
      { code: 'excluded', exclusion: bob.sid },
    ],
    [
      'a group of it is excluded',
      { exclusions: [{ sid: 'S-1-5-32-545' }, { sid: ADMINISTRATORS }] },
      { code: 'excluded', exclusion: ADMINISTRATORS },
    ],
  ])('is let in where %s, and the server is told', async (_, of, event) => {
    rules = { ...rules, ...of };
    expect(await signIn('PC-1\\bob', { sid: bob.sid })).toMatchObject(granted());
    expect(told).toMatchObject([{ type: 'workstation.granted', account: bob, ...event }]);
    expect(askedServer()).toBe(0);
  });

  it('is denied from the end of its exclusion on', async () => {
    const until = new Date(clock.now().getTime() + 1000).toISOString();
    rules = { ...rules, exclusions: [{ sid: bob.sid, until }] };
    expect(await signIn('bob')).toMatchObject(granted());
    clock.advance({ seconds: 1 });
    expect(await signIn('bob')).not.toMatchObject(granted());
  });

  it('does not get in where nobody would know of it, but where it is only observed', async () => {
    recordFails = new Error('the disk is full');
    rules = { ...rules, foreignAccounts: 'excluded' };
    expect(await signIn('bob')).not.toMatchObject(granted());
    rules = { ...rules, mode: 'observe' };
    expect(await signIn('bob')).toMatchObject(granted());
  });
});

describe('at a tile that LogonUI gave a SID and no name', () => {
  const atTile = { isNamed: false, scenario: 'unlock' as const };
  const entra = 'S-1-12-1-1-2-3-4';

  it.each(['mallory', 'PARTNER\\mallory'])(
    '%s, as typed, is nobody of an excluded SID',
    async (name) => {
      rules = { ...rules, exclusions: [{ sid: FAKE_SID }] };
      service.authority.says('connect');
      expect(await signIn(name, { ...atTile, sid: FAKE_SID })).not.toMatchObject({ type: 'grant' });
      expect(told).toEqual([]);
    },
  );

  it('the account of the SID is let in, whatever is typed', async () => {
    rules = { ...rules, exclusions: [{ sid: bob.sid }] };
    expect(await signIn('mallory', { ...atTile, sid: bob.sid })).toMatchObject(granted());
    expect(told).toMatchObject([{ type: 'workstation.granted', account: bob }]);
  });

  it('nobody is let in by the SID of an account that Windows cannot name', async () => {
    rules = { ...rules, foreignAccounts: 'excluded' };
    expect(await signIn('mallory', { ...atTile, sid: entra })).not.toMatchObject({ type: 'grant' });
    expect(told).toMatchObject([{ type: 'workstation.denied', code: 'account.mismatch' }]);
    expect(askedServer()).toBe(0);
  });

  it('a name that the server told of is not that of another SID', async () => {
    const foreignNames = ['PARTNER\\mallory'];
    rules = { ...rules, foreignNames, foreignAccounts: 'excluded' };
    const shown = await signIn('PARTNER\\mallory', { ...atTile, sid: FAKE_SID });
    expect(shown).not.toMatchObject({ type: 'grant' });
    expect(told).toMatchObject([{ code: 'account.mismatch' }]);
  });

  it('whatever is typed is let through where everybody is only observed', async () => {
    rules = { ...rules, mode: 'observe' };
    expect(await signIn('mallory', { ...atTile, sid: entra })).toMatchObject({ type: 'grant' });
    service.authority.says('connect');
    const shown = await signIn('mallory', { ...atTile, sid: FAKE_SID });
    expect(shown).toMatchObject({ type: 'grant' });
  });
});

describe('an account of a directory', () => {
  const alice = { sid: FAKE_SID, scenario: 'unlock' as const };

  it('is the server’s to decide, whatever the rules say', async () => {
    rules = { ...rules, mode: 'observe', exclusions: [{ sid: FAKE_SID }] };
    service.authority.says(verdicts.denied('credentials.wrong'));
    expect(await signIn('CORP\\alice', alice)).not.toMatchObject({ type: 'grant' });
    expect(told).toEqual([]);
  });

  it('is not kept out by a computer that cannot tell its accounts', async () => {
    accounts.fails = new Error('no SAM');
    service.authority.says(verdicts.granted());
    expect(await signIn('CORP\\alice', alice)).toMatchObject({ type: 'grant' });
  });

  it.each(['connect', 'timeout', 'unable'] as const)(
    'is let in without the server (%s) where it is only observed',
    async (reason) => {
      rules = { ...rules, mode: 'observe' };
      service.authority.says(reason);
      const account = { sid: FAKE_SID, netbiosDomain: 'CORP', samAccountName: 'alice' };
      expect(await signIn('CORP\\alice', alice)).toMatchObject(granted(account));
      expect(told).toMatchObject([{ code: 'observed', account }]);
    },
  );

  it('is let in where it is only observed and the server cannot tell whose attempt it is', async () => {
    service.authority.says(verdicts.denied('directory.unavailable'));
    expect(await signIn('CORP\\alice', alice)).not.toMatchObject({ type: 'grant' });
    rules = { ...rules, mode: 'observe' };
    service.authority.says(verdicts.denied('directory.unavailable'));
    expect(await signIn('CORP\\alice', alice)).toMatchObject({ type: 'grant' });
  });

  it('is let in without the server by an exclusion of its own SID', async () => {
    rules = { ...rules, exclusions: [{ sid: FAKE_SID }] };
    service.authority.says('connect');
    expect(await signIn('CORP\\alice', alice)).toMatchObject({ type: 'grant' });
    expect(told).toMatchObject([{ code: 'excluded', exclusion: FAKE_SID }]);
  });

  it.each([
    [9, true],
    [10, false],
  ])('%i minutes after a proven factor unlocks without the server: %s (R7)', async (age, isIn) => {
    rules = { ...rules, unlockGraceMinutes: 10 };
    const user = { sid: FAKE_SID, logonId: 'a1' };
    const facts = { session: { type: 'console' }, user, boot: 'boot-7' } as const;
    service.sessions.set(1, facts);
    service.grace.proven(1, FAKE_SID, facts);
    clock.advance({ minutes: age });
    service.authority.says('connect');
    const shown = await signIn('CORP\\alice', alice);
    if (isIn) expect(shown).toMatchObject({ type: 'grant' });
    else expect(shown).not.toMatchObject({ type: 'grant' });
    expect(told.map(({ code }) => code)).toEqual(isIn ? ['grace'] : []);
  });

  describe('that is in an excluded group of the computer', () => {
    const HELPERS = 'S-1-5-21-7-7-7-1010';
    const DOMAIN_ADMINS = 'S-1-5-21-1-2-3-512';
    const toldServer = () => service.authority.calls.at(-1)?.request['localGroups'];
    beforeAll(() => {
      accounts.addMember(HELPERS, FAKE_SID);
      accounts.addMember(ADMINISTRATORS, DOMAIN_ADMINS);
    });

    it('is the server’s to let in, which is told who is in those groups', async () => {
      const until = new Date(clock.now().getTime() - 1).toISOString();
      rules = {
        ...rules,
        exclusions: [
          { sid: ADMINISTRATORS },
          { sid: 'S-1-5-32-555' },
          { sid: HELPERS, until },
          { sid: DOMAIN_ADMINS },
        ],
      };
      service.authority.says(verdicts.granted());
      expect(await signIn('CORP\\alice', alice)).toMatchObject({ type: 'grant' });
      expect(toldServer()).toEqual([{ sid: ADMINISTRATORS, members: [bob.sid, DOMAIN_ADMINS] }]);
    });

    it('is one of many: the server is told of 64 members, and an administrator of that, once', async () => {
      const CROWD = 'S-1-5-21-7-7-7-1011';
      for (let n = 0; n < 65; n++) accounts.addMember(CROWD, `S-1-5-21-1-2-3-${2000 + n}`);
      rules = { ...rules, exclusions: [{ sid: CROWD }] };
      for (let n = 0; n < 2; n++) {
        service.authority.says(verdicts.granted());
        await signIn('CORP\\alice', alice);
      }
      expect(toldServer()).toMatchObject([{ sid: CROWD, members: { length: 64 } }]);
      expect(logger.of('exclusions.cut')).toMatchObject([{ sid: CROWD }]);
    });

    it('is asked for a factor where the groups cannot be read', async () => {
      rules = { ...rules, exclusions: [{ sid: ADMINISTRATORS }] };
      accounts.fails = new Error('no SAM');
      service.authority.says(verdicts.challenge());
      await signIn('CORP\\alice', alice);
      expect([service.authority.calls.length, toldServer()]).toEqual([1, undefined]);
    });

    it('is let in without the server only where it is in one directly', async () => {
      rules = { ...rules, exclusions: [{ sid: ADMINISTRATORS }] };
      service.authority.says('connect', 'connect');
      expect(await signIn('CORP\\alice', alice)).not.toMatchObject({ type: 'grant' });
      rules = { ...rules, exclusions: [{ sid: HELPERS }] };
      expect(await signIn('CORP\\alice', alice)).toMatchObject({ type: 'grant' });
      expect(told).toMatchObject([{ code: 'excluded', exclusion: HELPERS }]);
    });
  });

  it('is not let in by rules that say nothing of it', async () => {
    rules = { ...rules, foreignAccounts: 'excluded', mode: 'optional' };
    service.authority.says('connect');
    expect(await signIn('CORP\\alice', alice)).not.toMatchObject({ type: 'grant' });
    expect(told).toEqual([]);
  });
});
