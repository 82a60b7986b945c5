import { policyReferenceOf } from '../../policy/policies.js';
import type { Policies } from '../../policy/policies.js';
import type { BeginCheck } from '../begin-attempt.js';

/** Finds the settings that hold for the principal, and what it would have to prove. */
export function applyPolicy(policies: Policies): BeginCheck {
  return async (attempt) => {
    const { name, purpose } = attempt.request;
    const policy = await policies.resolve(attempt.principal.account, name);
    const { settings } = policy;
    attempt.settings = settings;
    attempt.policy = policyReferenceOf(policy);
    const proof = settings.selfService[purpose];
    if (proof === 'off') return { code: 'policy.denied' };
    attempt.proof = proof;
    return undefined;
  };
}
