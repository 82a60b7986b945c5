import type {
  CorrelationId,
  PasswordRuleText,
  RejectionCode,
  SelfServiceChallenge,
  SelfServiceDone,
  SelfServiceNewPassword,
  SelfServiceQuestions,
} from '@gatehouse/protocol';

import type { Factor } from '../factors/factor.js';
import { shownOffer } from '../factors/offer.js';
import type { Session, SessionChallenge, StoredSession } from './session.js';

/** What is told about an attempt that did not do. */
export interface Rejection<Code extends string> {
  code: Code;
  strikesLeft?: number | undefined;
}

/** The sessions of every stage live as long, counted from the last step. */
export function expiryOf({ settings }: Session, now: Date): Date {
  return new Date(now.getTime() + settings.otp.lifetimeSeconds * 1000);
}

export function questionsVerdict(
  session: Session,
  expiresInSeconds: number,
  correlationId: CorrelationId,
  rejection?: Rejection<'answers.wrong'>,
): SelfServiceQuestions {
  const { mandatory, optional, threshold } = session.questions ?? NO_QUESTIONS;
  return {
    outcome: 'questions',
    sessionId: session.id,
    mandatory,
    optional,
    threshold,
    expiresInSeconds,
    ...rejected(rejection),
    correlationId,
  };
}

const NO_QUESTIONS = { mandatory: [], optional: [], threshold: 0 };

export function challengeVerdict(
  session: Session,
  challenge: SessionChallenge,
  { factor, expiresInSeconds }: { factor: Factor; expiresInSeconds: number },
  correlationId: CorrelationId,
  rejection?: Rejection<RejectionCode>,
): SelfServiceChallenge {
  const { method, offered, sends } = challenge;
  const current = offered.find((offer) => offer.method === method) ?? { method };
  const digits = factor.digits(session.settings, current);
  // The first code is no resend.
  const resendsLeft = Math.max(session.settings.otp.resendLimit + 1 - sends, 0);
  return {
    outcome: 'challenge',
    sessionId: session.id,
    challengeId: challenge.id,
    current: shownOffer(current),
    methods: offered.map(shownOffer),
    ...(digits === undefined ? {} : { digits }),
    expiresInSeconds,
    ...(factor.sends ? { resendsLeft } : {}),
    ...rejected(rejection),
    correlationId,
  };
}

export function newPasswordVerdict(
  session: Session,
  rules: PasswordRuleText[],
  expiresInSeconds: number,
  correlationId: CorrelationId,
  broken?: PasswordRuleText[],
): SelfServiceNewPassword {
  return {
    outcome: 'new-password',
    sessionId: session.id,
    rules,
    expiresInSeconds,
    ...(broken === undefined ? {} : { rejected: broken }),
    correlationId,
  };
}

export function doneVerdict(
  { purpose }: Session,
  account: NonNullable<Session['account']>,
  correlationId: CorrelationId,
): SelfServiceDone {
  return { outcome: 'done', purpose, account, correlationId };
}

export function secondsUntil({ expiresAt }: Pick<StoredSession, 'expiresAt'>, now: Date): number {
  return Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / 1000));
}

function rejected<Code extends string>(
  rejection: Rejection<Code> | undefined,
): { rejected?: Code; strikesLeft?: number } {
  if (rejection === undefined) return {};
  const { code, strikesLeft } = rejection;
  return { rejected: code, ...(strikesLeft === undefined ? {} : { strikesLeft }) };
}
