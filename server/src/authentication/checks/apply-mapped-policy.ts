import { policyReferenceOf } from '../../policy/policies.js';
import type { Policies } from '../../policy/policies.js';
import { settingsAtDoor } from '../doors.js';
import type { Check } from './check.js';

/**
 * The settings of whoever is mapped say which factors do, where they are asked for, and when they are locked. That this person is
 * excluded, observed, or asked for no factor at all is said of their own account, and lets no other in.
 */
export function applyMappedPolicy(policies: Pick<Policies, 'resolve'>): Check {
  return async (attempt) => {
    const resolved = await policies.resolve(attempt.principal.account);
    const settings = settingsAtDoor(resolved.settings, attempt.request.source.door);
    attempt.settings = {
      ...settings,
      desktop: { ...settings.desktop, mode: 'enforce', exclusions: [] },
      logon: {
        ...settings.logon,
        desktop: { ...settings.logon.desktop, require: 'second-factor' },
      },
    };
    attempt.policy = policyReferenceOf(resolved);
    return undefined;
  };
}
