import { DEFAULT_MACHINE_RULES } from '@gatehouse/protocol';
import type { CorrelationId, MachineRules, OfflineEvent } from '@gatehouse/protocol';

import type { WindowsAccounts } from '../../../service/src/accounts/windows-accounts.js';
import { RuledLogons } from '../../../service/src/logon/ruled-logons.js';
import { systemRandom } from '../../../service/src/random.js';
import { FAKE_SID } from '../../fakes/fake-authority.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { FakeOfflineAuthority } from '../../fakes/fake-offline-authority.js';
import { FakeWindowsAccounts } from '../../fakes/fake-windows-accounts.js';
import { FakeWindowsPasswords } from '../../fakes/fake-windows-passwords.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import { startEtherService } from '../../support/ether-service.js';

const CALL = {
  correlationId: '4bf92f3577b34da6a3ce929d0e0e4736' as CorrelationId,
  signal: new AbortController().signal,
};
const PASSWORD = 'Correct-Horse 7';

/** All that would decide otherwise, were anything looked at after the mode. */
const OBSERVING: MachineRules = {
  ...DEFAULT_MACHINE_RULES,
  mode: 'observe',
  foreignAccounts: 'deny',
  exclusions: [{ sid: 'S-1-5-32-544' }, { sid: FAKE_SID }],
};

function setUp() {
  const told: Omit<OfflineEvent, 'id' | 'at'>[] = [];
  const accounts = new FakeWindowsAccounts();
  const bob = accounts.add('bob', 1001, ['S-1-5-32-544']);
  const groupsOf: string[] = [];
  const watched: WindowsAccounts = {
    facts: () => accounts.facts(),
    find: (subject) => accounts.find(subject),
    groups: (account) => {
      groupsOf.push(account.sid);
      return accounts.groups(account);
    },
    members: (sid) => {
      groupsOf.push(sid);
      return accounts.members(sid);
    },
  };
  const logger = new MemoryLogger();
  const state = { rules: OBSERVING, reads: 0 };
  const rules = new RuledLogons({
    rules: {
      current: () => {
        state.reads += 1;
        return Promise.resolve(state.rules);
      },
    },
    accounts: watched,
    passwords: new FakeWindowsPasswords(),
    record: (event) => {
      told.push(event);
      return Promise.resolve();
    },
    ...{ clock: new FakeClock(), random: systemRandom, logger },
  });
  return { told, bob, groupsOf, logger, state, rules };
}

/** A request whose password nobody may as much as read. */
function untouchable<T extends object>(request: T): T & { password: Uint8Array } {
  return {
    ...request,
    get password(): Uint8Array {
      throw new Error('somebody looked at the password');
    },
  };
}

const request = (sid: string | undefined, name: string) =>
  untouchable({
    ...{ name, expectedSid: sid, scenario: 'logon' as const, remote: false },
    ...{ session: undefined, language: undefined },
  });

describe('where the workstation only observes', () => {
  it('lets an account of the computer in at once: no password, no group, one event', async () => {
    const { rules, bob, told, groupsOf, state, logger } = setUp();
    expect(await rules.begin(bob, request(bob.sid, 'bob'), CALL)).toMatchObject({
      ...{ outcome: 'granted', account: bob, kit: false },
    });
    expect(groupsOf).toEqual([]);
    expect(state.reads).toBe(1);
    expect(told).toMatchObject([{ type: 'workstation.granted', code: 'observed', account: bob }]);
    expect(told[0]).not.toHaveProperty('exclusion');
    expect(logger.lines.map(({ event, code }) => [event, code])).toEqual([
      ['rules.granted', 'observed'],
    ]);
  });

  it('looks into groups as soon as it does more than observe', async () => {
    const { rules, bob, told, groupsOf, state } = setUp();
    state.rules = { ...OBSERVING, mode: 'enforce' };
    await rules.begin(bob, request(bob.sid, 'bob'), CALL);
    expect(groupsOf).toEqual([bob.sid]);
    expect(told).toMatchObject([{ code: 'excluded', exclusion: 'S-1-5-32-544' }]);
  });

  it.each([
    ['somebody of a directory', FAKE_SID, 'CORP\\alice'],
    ['a name alone', undefined, 'alice'],
  ])('lets %s in without the server: no password, one event', async (_, sid, name) => {
    const { rules, told, groupsOf } = setUp();
    const verdict = await rules.beginAway(request(sid, name), CALL);
    expect(verdict).toMatchObject({ outcome: 'granted' });
    expect(groupsOf).toEqual([]);
    expect(told).toMatchObject([{ type: 'workstation.granted', code: 'observed' }]);
  });

  it.each([
    ['right', PASSWORD],
    ['wrong', 'nonsense'],
  ])('asks no Windows whether a %s password is, and keeps no count of it', async (_, password) => {
    const { rules, told } = setUp();
    const offline = new FakeOfflineAuthority();
    const service = await startEtherService({ rules, offline });
    try {
      service.authority.says('connect');
      const tile = await (
        await service.connect()
      ).openTile({ sid: FAKE_SID, userName: 'CORP\\alice' });
      expect(await tile.submit({ password })).toMatchObject({ type: 'grant', sid: FAKE_SID });
      expect(offline.calls).toEqual([]);
      expect(told).toHaveLength(1);
      expect(JSON.stringify([told, service.logger.lines])).not.toContain(password);
    } finally {
      await service.server.close();
    }
  });
});
