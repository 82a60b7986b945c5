import type {
  ChangePassword,
  CorrelationId,
  Enroll,
  PasswordRuleText,
  WebVerdict,
} from '@gatehouse/protocol';

import { viewOf } from '../sessions/session.js';
import type { StoredSession } from '../sessions/session.js';

type Of<O extends WebVerdict['outcome']> = Extract<WebVerdict, { outcome: O }>;

export function signedIn(
  session: StoredSession,
  passwordExpiresInDays: number | undefined,
  correlationId: CorrelationId,
): Of<'signed-in'> {
  return {
    outcome: 'signed-in',
    session: viewOf(session),
    ...(passwordExpiresInDays !== undefined && { passwordExpiresInDays }),
    correlationId,
  };
}

export function deniedAtWeb(
  code: Of<'denied'>['code'],
  correlationId: CorrelationId,
): Of<'denied'> {
  return { outcome: 'denied', code, correlationId };
}

/** A browser has no use for the account's names at Windows, and gets none. */
export function demandedChange({
  reason,
  rules,
  rejected,
  correlationId,
}: ChangePassword & { rejected?: PasswordRuleText[] }): Of<'change-password'> {
  return {
    outcome: 'change-password',
    reason,
    rules,
    ...(rejected !== undefined && { rejected }),
    correlationId,
  };
}

export function demandedEnrollment(verdict: Enroll): Of<'enroll'> {
  const { logonId, step, steps, postponements, rejected, correlationId } = verdict;
  return {
    outcome: 'enroll',
    ...{ logonId, step, steps, postponements },
    ...(rejected !== undefined && { rejected }),
    correlationId,
  };
}
