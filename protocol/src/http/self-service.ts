import { z } from 'zod';

import { CorrelationId } from '../correlation.js';
import { ChallengeId, SelfServiceId } from '../ids.js';
import { MAX_ANSWER_LENGTH, MAX_NAME_LENGTH } from '../input-limits.js';
import { QuestionId } from '../policy/answers-policy.js';
import { Account, Sid } from './account.js';
import { Scenario } from './desktop.js';
import { Question } from './enrollment.js';
import { PasswordRuleTexts } from './password.js';
import { SealedMessage } from './sealed-message.js';
import { OfferedMethod, RejectionCode } from './verdict.js';

/** What a person may do without the password. */
export const SelfServicePurpose = z.enum(['reset', 'unlock']);
export type SelfServicePurpose = z.infer<typeof SelfServicePurpose>;

/** What a proof may be for: besides what people do themselves, that an operator knows who is calling. */
export const SessionPurpose = z.enum([...SelfServicePurpose.options, 'verify']);
export type SessionPurpose = z.infer<typeof SessionPurpose>;

/** `POST /api/v1/desktop/self-service`: begins, for whatever name. It costs no attempt. */
export const BeginSelfService = z.strictObject({
  /** As typed, or as the tile shows it. */
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  /** The SID of the tile, when LogonUI enumerated the user: only the account that has it can get through. */
  expectedSid: Sid.optional(),
  purpose: SelfServicePurpose,
  /** BCP 47 tag of the person's UI language. */
  language: z.string().max(35).optional(),
  scenario: Scenario,
  remote: z.boolean(),
});
export type BeginSelfService = z.infer<typeof BeginSelfService>;

/**
 * `POST /api/v1/desktop/self-service/:sessionId/answers`: sealed {@link SelfServiceAnswers}, purpose
 * {@link SELF_SERVICE_ANSWERS_PURPOSE}, context workstation, session, nonce.
 */
export const AnswerQuestions = z.strictObject({ sealed: SealedMessage });
export type AnswerQuestions = z.infer<typeof AnswerQuestions>;

export const SELF_SERVICE_ANSWERS_PURPOSE = 'gatehouse/v1/self-service-answers';

/** All mandatory questions, and as many of the optional ones as the threshold asks for, or more. */
export const SelfServiceAnswers = z
  .array(z.strictObject({ id: QuestionId, answer: z.string().max(MAX_ANSWER_LENGTH) }))
  .min(1)
  .max(20);
export type SelfServiceAnswers = z.infer<typeof SelfServiceAnswers>;

/**
 * `POST /api/v1/desktop/self-service/:sessionId/password`: the new password in UTF-8, sealed with purpose
 * {@link NEW_PASSWORD_PURPOSE}, context workstation, session, nonce.
 */
export const ResetPassword = z.strictObject({ sealed: SealedMessage });
export type ResetPassword = z.infer<typeof ResetPassword>;

export const NEW_PASSWORD_PURPOSE = 'gatehouse/v1/new-password';

/** Why a self-service ended without having done anything. */
export const SelfServiceDenialCode = z.enum([
  /** The policy switched it off. */
  'policy.denied',
  /** It is not done at this door, or not by what would be proven here: at the tile of a workstation, or by the help desk. */
  'self-service.not-here',
  'self-service.unknown',
  'self-service.expired',
  'challenge.unknown',
  'principal.locked',
  'source.locked',
  'directory.unavailable',
  // after everything else was proven
  'factor.not-enrolled',
  /** Too many codes were sent, and nothing else would do. */
  'factor.undeliverable',
  /** The directory does not let the server do it: an administrator has to grant its account the right. */
  'directory.forbidden',
]);
export type SelfServiceDenialCode = z.infer<typeof SelfServiceDenialCode>;

/** What a person may ask for in a browser. `recover` is refused there, whoever asks: it is done at a workstation. */
export const WebSelfServicePurpose = z.enum([...SelfServicePurpose.options, 'recover']);
export type WebSelfServicePurpose = z.infer<typeof WebSelfServicePurpose>;

/** `POST /api/v1/self-service`: begins in a browser, before anybody signed in, for whatever name. It costs no attempt. */
export const BeginWebSelfService = z.strictObject({
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  purpose: WebSelfServicePurpose,
  /** BCP 47 tag of the language of the page. */
  language: z.string().max(35).optional(),
});
export type BeginWebSelfService = z.infer<typeof BeginWebSelfService>;

/** `POST /api/v1/self-service/:sessionId/answers`. A browser seals nothing: TLS is what protects them (ADR 0026). */
export const WebAnswerQuestions = z.strictObject({ answers: SelfServiceAnswers });
export type WebAnswerQuestions = z.infer<typeof WebAnswerQuestions>;

/** `POST /api/v1/self-service/:sessionId/password`. */
export const WebResetPassword = z.strictObject({ password: z.string().min(1).max(1024) });
export type WebResetPassword = z.infer<typeof WebResetPassword>;

const ExpiresInSeconds = z.int().min(0).max(3600);

/**
 * Questions to be answered. Names that nobody has, and people who enrolled no answers, are asked as well: they never get
 * them right (R38).
 */
export const SelfServiceQuestions = z.strictObject({
  outcome: z.literal('questions'),
  sessionId: SelfServiceId,
  mandatory: z.array(Question).max(8),
  optional: z.array(Question).max(48),
  /** How many of the optional ones must be answered. */
  threshold: z.int().min(0).max(12),
  expiresInSeconds: ExpiresInSeconds,
  /** Set when this answers answers that were wrong as a whole; which of them is told to nobody. */
  rejected: z.literal('answers.wrong').optional(),
  strikesLeft: z.int().min(0).optional(),
  correlationId: CorrelationId,
});

export const SelfServiceChallenge = z.strictObject({
  outcome: z.literal('challenge'),
  sessionId: SelfServiceId,
  challengeId: ChallengeId,
  current: OfferedMethod,
  methods: z.array(OfferedMethod).min(1).max(8),
  /** Absent where the person's tokens show codes of several lengths. */
  digits: z.int().min(4).max(12).optional(),
  expiresInSeconds: ExpiresInSeconds,
  /** How many more times the code may be sent; absent for factors that send nothing. */
  resendsLeft: z.int().min(0).optional(),
  rejected: RejectionCode.optional(),
  strikesLeft: z.int().min(0).optional(),
  correlationId: CorrelationId,
});

export const SelfServiceNewPassword = z.strictObject({
  outcome: z.literal('new-password'),
  sessionId: SelfServiceId,
  rules: PasswordRuleTexts,
  expiresInSeconds: ExpiresInSeconds,
  /** All rules that the last one broke. */
  rejected: PasswordRuleTexts.min(1).optional(),
  correlationId: CorrelationId,
});

/** It is done. After a reset the logon goes on as any other, with its second factor (R33). */
export const SelfServiceDone = z.strictObject({
  outcome: z.literal('done'),
  purpose: SessionPurpose,
  account: Account,
  correlationId: CorrelationId,
});

export const SelfServiceDenied = z.strictObject({
  outcome: z.literal('denied'),
  code: SelfServiceDenialCode,
  strikesLeft: z.int().min(0).optional(),
  /** When a lock ends by itself; absent when only the help desk ends it. */
  lockedUntil: z.iso.datetime().optional(),
  correlationId: CorrelationId,
});

/** What the server says in a self-service. */
export const SelfServiceVerdict = z.discriminatedUnion('outcome', [
  SelfServiceQuestions,
  SelfServiceChallenge,
  SelfServiceNewPassword,
  SelfServiceDone,
  SelfServiceDenied,
]);
export type SelfServiceVerdict = z.infer<typeof SelfServiceVerdict>;
export type SelfServiceQuestions = z.infer<typeof SelfServiceQuestions>;
export type SelfServiceChallenge = z.infer<typeof SelfServiceChallenge>;
export type SelfServiceNewPassword = z.infer<typeof SelfServiceNewPassword>;
export type SelfServiceDone = z.infer<typeof SelfServiceDone>;
export type SelfServiceDenied = z.infer<typeof SelfServiceDenied>;
