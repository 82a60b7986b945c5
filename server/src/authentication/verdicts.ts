import type {
  Challenged,
  CorrelationId,
  Denied,
  Granted,
  PasswordRuleText,
  RejectionCode,
} from '@gatehouse/protocol';

import type { Offer } from '../factors/factor.js';
import { shownOffer } from '../factors/offer.js';
import type { Lock, Strike } from '../regulation/strikes.js';
import type { Challenge, Logon } from './logon.js';

/** How many more failures there may be, as far as the policy lets the person know. */
export function strikesLeftOf({
  lockout,
  sourceCount,
  principalCount,
}: Strike): number | undefined {
  if (!lockout.showStrikes) return undefined;
  const left = Math.min(lockout.sourceStrikes - sourceCount, lockout.strikes - principalCount);
  return Math.max(left, 0);
}

/** The lock that a failure has brought about, if its strike was the last one. */
export function lockReachedBy(strike: Strike): Lock | undefined {
  if (strike.principalCount >= strike.lockout.strikes) {
    return { code: 'principal.locked', until: strike.principalLockEnds };
  }
  if (strike.sourceCount >= strike.lockout.sourceStrikes) {
    return { code: 'source.locked', until: strike.sourceLockEnds };
  }
  return undefined;
}

/** What a person may know of strikes and locks when something is denied. */
interface DenialFacts {
  strikesLeft?: number | undefined;
  lockedUntil?: Date | undefined;
}

/** A denial of a logon or of a self-service: their codes differ. */
export function denied<Code extends string>(
  code: Code,
  correlationId: CorrelationId,
  { strikesLeft, lockedUntil }: DenialFacts = {},
): Omit<Denied, 'code'> & { code: Code } {
  return {
    outcome: 'denied',
    code,
    ...(strikesLeft === undefined ? {} : { strikesLeft }),
    ...(lockedUntil === undefined ? {} : { lockedUntil: lockedUntil.toISOString() }),
    correlationId,
  };
}

/** @param rules for the next password, where the logon is there to change it */
export function granted(
  logon: Logon,
  correlationId: CorrelationId,
  rules?: PasswordRuleText[],
): Granted {
  const { sid, netbiosDomain, samAccountName } = logon.account;
  const { passwordExpiresInDays } = logon.settings;
  return {
    outcome: 'granted',
    logonId: logon.id,
    account: { sid, netbiosDomain, samAccountName },
    ...(logon.generation === undefined ? {} : { generation: logon.generation }),
    kit: logon.settings.kit ?? false,
    ...(rules === undefined ? {} : { rules }),
    ...(passwordExpiresInDays === undefined ? {} : { passwordExpiresInDays }),
    correlationId,
  };
}

/** What was offered and is asked for. */
export function offerOf(logon: Logon, { method }: Pick<Challenge, 'method'>): Offer {
  return logon.offered.find((offer) => offer.method === method) ?? { method };
}

/** What a challenge says about its factor, and when. */
export interface ChallengeFacts {
  digits: number | undefined;
  sends: boolean;
  now: Date;
}

export function challenged(
  logon: Logon,
  challenge: Challenge,
  { digits, sends, now }: ChallengeFacts,
  correlationId: CorrelationId,
  rejection: { code: RejectionCode; strikesLeft?: number | undefined } | undefined,
): Challenged {
  const current = shownOffer(offerOf(logon, challenge));
  const millisecondsLeft = challenge.expiresAt.getTime() - now.getTime();
  // The first code is no resend.
  const resendsLeft = Math.max(logon.settings.otp.resendLimit + 1 - challenge.sends, 0);
  return {
    outcome: 'challenge',
    logonId: logon.id,
    challengeId: challenge.id,
    current,
    methods: logon.offered.map(shownOffer),
    ...(digits === undefined ? {} : { digits }),
    expiresAt: challenge.expiresAt.toISOString(),
    secondsLeft: Math.max(Math.ceil(millisecondsLeft / 1000), 0),
    ...(sends ? { resendsLeft } : {}),
    ...(rejection === undefined ? {} : { rejected: rejection.code }),
    ...(rejection?.strikesLeft === undefined ? {} : { strikesLeft: rejection.strikesLeft }),
    correlationId,
  };
}
