import type { MachinePolicy, administration } from '@gatehouse/protocol';

import { machinePolicyOf } from '../../../server/src/policy/machine-policy.js';

type Mode = MachinePolicy['mode'];

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
    expect(machinePolicyOf(policies)).toEqual({ mode });
  });
});
