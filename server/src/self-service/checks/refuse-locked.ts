import type { StrikeStore } from '../../regulation/strikes.js';
import type { BeginCheck } from '../begin-attempt.js';
import { strikeKeyOf } from '../open-session.js';

/**
 * Nobody answers questions that will not be looked at, of this workstation or of any: strikes are one count for all doors, also when this is the door
 * to end a lock of the directory (R34). The strike itself is taken with each proof.
 */
export function refuseLocked(strikes: StrikeStore): BeginCheck {
  return async ({ request, principal, settings, now }) => {
    const key = strikeKeyOf({ workstationId: request.source.key, principalId: principal.id });
    const lock = await strikes.findLock(key, settings.lockout, now);
    return lock && { code: lock.code, lockedUntil: lock.until };
  };
}
