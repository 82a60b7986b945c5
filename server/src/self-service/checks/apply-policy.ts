import { policyReferenceOf } from '../../policy/policies.js';
import type { Policies } from '../../policy/policies.js';
import type { BeginCheck } from '../begin-attempt.js';

/** Finds the settings that hold for the principal. */
export function applyPolicy(policies: Policies): BeginCheck {
  return async (attempt) => {
    const policy = await policies.resolve(attempt.principal.account, attempt.request.name);
    attempt.settings = policy.settings;
    attempt.policy = policyReferenceOf(policy);
    return undefined;
  };
}
