import { policyReferenceOf } from '../../policy/policies.js';
import type { Policies } from '../../policy/policies.js';
import { settingsAtDoor } from '../doors.js';
import type { Check } from './check.js';

/** Finds the settings that hold for the principal: the lockout that comes next is among them. */
export function applyPolicy(policies: Policies): Check {
  return async (attempt) => {
    const policy = await policies.resolve(attempt.principal.account, attempt.request.name);
    attempt.settings = settingsAtDoor(policy.settings, attempt.request.source.door);
    attempt.policy = policyReferenceOf(policy);
    return undefined;
  };
}
