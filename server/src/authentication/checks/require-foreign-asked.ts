import { foreignAccountsOf } from '../../policy/machine-policy.js';
import type { Policies } from '../../policy/policies.js';
import { deny } from '../refusal.js';
import type { Check } from './check.js';

/** Accounts that no directory has take a factor where the policy for everyone says so now, whatever the workstation still keeps. */
export function requireForeignAsked(policies: Pick<Policies, 'list'>): Check {
  return async () =>
    foreignAccountsOf(await policies.list()) === 'second-factor-only'
      ? undefined
      : deny('account.foreign');
}
