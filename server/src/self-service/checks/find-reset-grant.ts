import type { ResetGrants } from '../../recovery/reset-grants.js';
import type { BeginCheck } from '../begin-attempt.js';
import { rulesOf } from '../self-service-door.js';

/** Looks for what a recovery at this workstation has granted, of names that nobody has as well (R38). */
export function findResetGrant(grants: Pick<ResetGrants, 'has'>): BeginCheck {
  return async (attempt) => {
    const { principal, request, now } = attempt;
    const { source, purpose } = request;
    if (purpose !== 'reset' || !rulesOf(source).hasResetGrants) return undefined;
    const key = { principalId: principal.id, workstationId: source.key };
    attempt.resetGrant = await grants.has(key, now);
    return undefined;
  };
}
