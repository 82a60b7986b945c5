import { judgeFilter } from '../../../service/src/windows/filter-health.js';
import type { FilterFacts } from '../../../service/src/windows/filter-health.js';

const SHA = 'ab'.repeat(32);
const WELL: FilterFacts = {
  isRegistered: true,
  sha256: SHA,
  expectedSha256: SHA.toUpperCase(),
  filter: undefined,
  stage: 'enforce',
};

describe('whether other providers are hidden (R3)', () => {
  it.each<[why: string, facts: Partial<FilterFacts>, reason: string | undefined]>([
    ['all is well', {}, undefined],
    ['the installer wrote down no hash', { expectedSha256: undefined }, undefined],
    ['no stage is known', { stage: undefined }, undefined],
    ['an administrator wants it while observing', { stage: 'observe', filter: 1 }, undefined],
    ['it is not registered', { isRegistered: false }, 'not-registered'],
    ['its DLL is gone', { sha256: undefined }, 'dll-missing'],
    ['its DLL is another', { sha256: 'cd'.repeat(32) }, 'dll-changed'],
    ['it is switched off', { filter: 0 }, 'switched-off'],
    ['the policy only observes', { stage: 'observe' }, 'observing'],
  ])('%s', (_, facts, reason) => {
    const health = judgeFilter({ ...WELL, ...facts });
    expect(health.inForce ? undefined : health.reason).toBe(reason);
  });
});
