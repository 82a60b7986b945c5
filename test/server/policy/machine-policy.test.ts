import type { MachineRules, WorkstationId, administration } from '@gatehouse/protocol';

import { machineModeOf, machinePolicyOf } from '../../../server/src/policy/machine-policy.js';

type Mode = MachineRules['mode'];

const NOW = new Date('2026-11-27T12:00:00Z');
const workstationId = 'wks_06k9x3v8m2q5w7r1t4y6z8b0cd' as WorkstationId;

function policy(name: string, mode: Mode | undefined): administration.StoredPolicy {
  const isForAll = name === 'all';
  return {
    version: 1,
    document: {
      name,
      priority: 0,
      assign: { everyone: isForAll, users: isForAll ? [] : [name], groups: [], ous: [] },
      settings: mode === undefined ? {} : { desktop: { mode } },
    },
  };
}

describe('what holds at a workstation, whoever logs on', () => {
  it.each<[why: string, policies: administration.StoredPolicy[], mode: Mode]>([
    ['enforces without any policy', [], 'enforce'],
    ['observes where everybody is observed', [policy('all', 'observe')], 'observe'],
    [
      'observes where a policy says nothing of it',
      [policy('all', 'observe'), policy('a', undefined)],
      'observe',
    ],
    [
      'enforces where one person is to be asked',
      [policy('all', 'observe'), policy('a', 'enforce')],
      'enforce',
    ],
    [
      'is optional where nobody is enforced and somebody is asked',
      [policy('all', 'observe'), policy('a', 'optional')],
      'optional',
    ],
    [
      'enforces where one is, and others are asked if they can be',
      [policy('all', 'optional'), policy('a', 'enforce')],
      'enforce',
    ],
    ['enforces where one alone is observed', [policy('a', 'observe')], 'enforce'],
    [
      'enforces where the policy for everybody says nothing',
      [policy('all', undefined), policy('a', 'observe')],
      'enforce',
    ],
  ])('%s', (_, policies, mode) => {
    expect(machineModeOf(policies)).toBe(mode);
  });
});

describe('what a workstation keeps', () => {
  const of = (...policies: administration.StoredPolicy[]) =>
    machinePolicyOf(policies, { workstationId, now: NOW });
  const stored = (
    name: string,
    desktop: NonNullable<administration.StoredPolicy['document']['settings']['desktop']>,
  ): administration.StoredPolicy => {
    const { version, document } = policy(name, undefined);
    return { version, document: { ...document, settings: { desktop } } };
  };

  it('is the shipped default without any policy', () => {
    expect(of()).toEqual({
      version: 1,
      workstationId,
      issuedAt: '2026-11-27T12:00:00.000Z',
      expiresAt: '2026-12-11T12:00:00.000Z',
      policy: 'default',
      rules: { mode: 'enforce', unlockGraceMinutes: 0, exclusions: [], foreignAccounts: 'deny' },
    });
  });

  it('has what the policy for everyone says of accounts that no directory has', () => {
    const sids = ['S-1-5-32-544', 'S-1-5-21-1-2-3-500', 'S-1-5-21-1-2-3-501'];
    const ends = [undefined, '2026-11-27T12:00:01Z', '2026-11-27T12:00:00Z'];
    const exclusions = sids.map((sid, at) => ({
      sid,
      reason: 'why',
      ...(ends[at] && { until: ends[at] }),
    }));
    const all = stored('all', { exclusions, foreignAccounts: 'excluded', kitDays: 1 });
    const { rules, policy, expiresAt } = of(all, stored('a', { foreignAccounts: 'deny' }));
    expect(policy).toBe('all@1');
    expect(expiresAt).toBe('2026-11-28T12:00:00.000Z');
    expect(rules.foreignAccounts).toBe('excluded');
    // Without its reason, and without those that are over.
    expect(rules.exclusions).toEqual([
      { sid: sids[0] },
      { sid: sids[1], until: '2026-11-27T12:00:01Z' },
    ]);
  });

  it.each([
    ['deny', 0],
    ['excluded', 0],
    ['second-factor-only', 64],
  ] as const)(
    'with %s has %i of 65 names of accounts of other domains',
    (foreignAccounts, told) => {
      const foreignNames = Array.from({ length: 65 }, (_, n) => `PARTNER\\u${n}`);
      const { rules } = machinePolicyOf([stored('all', { foreignAccounts })], {
        ...{ workstationId, now: NOW, foreignNames },
      });
      expect(rules.foreignNames ?? []).toEqual(foreignNames.slice(0, told));
    },
  );

  it('has the shortest grace that anybody has', () => {
    const [all, one] = [
      stored('all', { unlockGraceMinutes: 30 }),
      stored('a', { unlockGraceMinutes: 5 }),
    ];
    expect(of(all).rules.unlockGraceMinutes).toBe(30);
    expect(of(all, one).rules.unlockGraceMinutes).toBe(5);
  });
});
