import type { StrikeStore } from '../../regulation/strikes.js';
import { strikeKeyOf } from '../logon.js';
import type { Check } from './check.js';

/**
 * Has the request admitted and takes the strike, in one step, before the proof is looked at; refuses whom none is left
 * for: the source alone, or the principal (R35, R44). However the attempt ends, by a crash too, it has been counted.
 * What has an effect comes after this check; what only reads may come before.
 */
export function takeStrike(strikes: StrikeStore): Check {
  return async (attempt) => {
    const { request, principal, settings, now } = attempt;
    const key = strikeKeyOf(request.source, principal.id);
    const taken = await request.admission.requireWith((claim) =>
      strikes.take(key, settings.lockout, now, claim),
    );
    if ('code' in taken) {
      return { outcome: 'denied', code: taken.code, lockedUntil: taken.until };
    }
    attempt.strike = taken;
    return undefined;
  };
}
