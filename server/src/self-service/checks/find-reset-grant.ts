import type { ResetGrants } from '../../recovery/reset-grants.js';
import type { BeginCheck } from '../begin-attempt.js';

/** Looks for what a recovery at this workstation has granted, of names that nobody has as well (R38). */
export function findResetGrant(grants: ResetGrants): BeginCheck {
  return async (attempt) => {
    const { principal, request, now } = attempt;
    if (request.purpose !== 'reset') return undefined;
    const key = { principalId: principal.id, workstationId: request.source.key };
    attempt.resetGrant = await grants.has(key, now);
    return undefined;
  };
}
