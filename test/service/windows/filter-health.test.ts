import { judgeFilter } from '../../../service/src/windows/filter-health.js';
import type { FilterFacts } from '../../../service/src/windows/filter-health.js';

const SHA = 'ab'.repeat(32);
const WELL: FilterFacts = {
  registration: { isRegistered: true, disabled: undefined },
  provider: { isRegistered: true, disabled: undefined },
  sha256: SHA,
  expectedSha256: SHA.toUpperCase(),
  filter: undefined,
  stage: 'enforce',
  hasCrashed: false,
  whenProviderCrashes: undefined,
  allowedProviders: undefined,
};
const REGISTERED = WELL.registration;
const GONE = { isRegistered: false, disabled: undefined };

describe('whether other providers are hidden (R3)', () => {
  it.each<[why: string, facts: Partial<FilterFacts>, reason: string | undefined]>([
    ['all is well', {}, undefined],
    ['the installer wrote down no hash', { expectedSha256: undefined }, undefined],
    ['no stage is known', { stage: undefined }, undefined],
    ['an administrator wants it while observing', { stage: 'observe', filter: 1 }, undefined],
    ['it is not registered', { registration: GONE }, 'not-registered'],
    ['it is disabled', { registration: { ...REGISTERED, disabled: 1 } }, 'disabled'],
    ['it is not disabled', { registration: { ...REGISTERED, disabled: 0 } }, undefined],
    ['our tile is not registered', { provider: GONE }, 'provider-not-registered'],
    ['our tile is disabled', { provider: { ...REGISTERED, disabled: 1 } }, 'provider-disabled'],
    ['its DLL is gone', { sha256: undefined }, 'dll-missing'],
    ['its DLL is another', { sha256: 'cd'.repeat(32) }, 'dll-changed'],
    ['it is switched off', { filter: 0 }, 'switched-off'],
    ['the policy only observes', { stage: 'observe' }, 'observing'],
    ['our tile crashed too often', { hasCrashed: true }, undefined],
    [
      'our tile crashed too often, and the others are wanted back then',
      { hasCrashed: true, whenProviderCrashes: 'system-providers' },
      'provider-crashed',
    ],
    [
      'our tile has not crashed, and the others would be wanted back',
      { whenProviderCrashes: 'system-providers' },
      undefined,
    ],
    ['others are allowed', { allowedProviders: ['smart-card', 'PASSWORD', ''] }, undefined],
    [
      'the password is allowed',
      { allowedProviders: ['web-sign-in', 'password'] },
      'password-allowed',
    ],
    [
      'the password is allowed by its CLSID',
      { allowedProviders: ['{60B78E88-EAD8-445C-9CFD-0B87F74EA6CD}'] },
      'password-allowed',
    ],
  ])('%s', (_, facts, reason) => {
    const health = judgeFilter({ ...WELL, ...facts });
    expect(health.inForce ? undefined : health.reason).toBe(reason);
  });
});
