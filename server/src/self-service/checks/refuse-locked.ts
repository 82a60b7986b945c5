import type { StrikeStore } from '../../regulation/strikes.js';
import type { BeginCheck } from '../begin-attempt.js';
import { strikeKeyOf } from '../self-service-door.js';

/**
 * Nobody answers questions that will not be looked at, of this source or of any: strikes are one count for all doors, also when this is the door
 * to end a lock of the directory (R34). The strike itself is taken with each proof.
 */
export function refuseLocked(strikes: StrikeStore): BeginCheck {
  return async ({ request, principal, settings, now }) => {
    const key = strikeKeyOf(request.source, principal.id);
    const lock = await strikes.findLock(key, settings.lockout, now);
    return lock && { code: lock.code, lockedUntil: lock.until };
  };
}
