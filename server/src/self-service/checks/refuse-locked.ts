import type { StrikeStore } from '../../regulation/strikes.js';
import type { BeginCheck } from '../begin-attempt.js';

/**
 * Nobody answers questions that will not be looked at: strikes are one count for all doors, also when this is the door
 * to end a lock of the directory (R34). The strike itself is taken with each proof.
 */
export function refuseLocked(strikes: StrikeStore): BeginCheck {
  return async ({ principal, settings, now }) => {
    const status = await strikes.status(principal.id, settings.lockout, now);
    if (!status.locked) return undefined;
    return { code: 'principal.locked', lockedUntil: status.lockedUntil };
  };
}
