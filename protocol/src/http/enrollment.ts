import { z } from 'zod';

import { MAX_ANSWER_LENGTH, MAX_CODE_LENGTH, MAX_SECRET_BYTES } from '../input-limits.js';
import { QuestionId, QuestionText } from '../policy/answers-policy.js';
import { ReplyKey, SealedMessage } from './sealed-message.js';

/** A question in the person's language. */
export const Question = z.strictObject({ id: QuestionId, text: QuestionText });
export type Question = z.infer<typeof Question>;

/** Answers are to be enrolled: all mandatory ones, and `shares` of the optional ones. */
export const AnswersStep = z.strictObject({
  what: z.literal('answers'),
  mandatory: z.array(Question).max(8),
  optional: z.array(Question).max(48),
  shares: z.int().min(0).max(12),
  minimumLength: z.int().min(1).max(64),
  blocklist: z.array(z.string().max(64)).max(200),
});
export type AnswersStep = z.infer<typeof AnswersStep>;

/** An authenticator app is to be enrolled: its seed is asked for with {@link StartAuthenticator}. */
const TotpStep = z.strictObject({
  what: z.literal('totp'),
  digits: z.int().min(6).max(8),
});

/** A mail address is to be enrolled: first the address, then the code that was sent to it. */
const EmailStep = z.strictObject({
  what: z.literal('email'),
  stage: z.enum(['address', 'code']),
  digits: z.int().min(6).max(8),
  /** Masked; where the code was sent. */
  destination: z.string().max(128).optional(),
});

/** What a person enrols next. */
export const EnrollmentStep = z.discriminatedUnion('what', [AnswersStep, TotpStep, EmailStep]);
export type EnrollmentStep = z.infer<typeof EnrollmentStep>;

/** Why what was given for an enrolment did not do; the step stays open. */
export const EnrollmentRejectionCode = z.enum([
  'enrollment.incomplete',
  'enrollment.answer-too-short',
  'enrollment.answer-too-long',
  'enrollment.answer-blocked',
  'enrollment.answer-in-question',
  'enrollment.answer-in-name',
  'enrollment.answers-equal',
  'enrollment.wrong-code',
  /** Not the one that the logon was begun with: the lock takes no other. */
  'enrollment.wrong-password',
  'enrollment.bad-address',
  'enrollment.undeliverable',
  'enrollment.too-many',
]);
export type EnrollmentRejectionCode = z.infer<typeof EnrollmentRejectionCode>;

export const EnrollmentRejection = z.strictObject({
  code: EnrollmentRejectionCode,
  /** Which answer. It says nothing about another one. */
  questionId: QuestionId.optional(),
});
export type EnrollmentRejection = z.infer<typeof EnrollmentRejection>;

/** `POST /api/v1/desktop/logons/:logonId/enrollment`: answers the open step of an enrolment. */
export const EnrollmentAction = z.discriminatedUnion('action', [
  /** A sealed {@link EnrolledAnswers}, purpose {@link ANSWERS_PURPOSE}, context workstation, logon, nonce. */
  z.strictObject({ action: z.literal('answers'), sealed: SealedMessage }),
  z.strictObject({ action: z.literal('totp'), code: z.string().min(1).max(MAX_CODE_LENGTH) }),
  z.strictObject({ action: z.literal('email'), address: z.string().min(3).max(254) }),
  z.strictObject({ action: z.literal('email-code'), code: z.string().min(1).max(MAX_CODE_LENGTH) }),
  z.strictObject({ action: z.literal('postpone') }),
]);
export type EnrollmentAction = z.infer<typeof EnrollmentAction>;

export const ANSWERS_PURPOSE = 'gatehouse/v1/enrolled-answers';

/** What is sealed: the answers, and the password that the lock will hold (UTF-8, base64url). */
export const EnrolledAnswers = z.strictObject({
  password: z.base64url().max(Math.ceil((MAX_SECRET_BYTES * 4) / 3)),
  answers: z
    .array(z.strictObject({ id: QuestionId, answer: z.string().max(MAX_ANSWER_LENGTH) }))
    .max(20),
});
export type EnrolledAnswers = z.infer<typeof EnrolledAnswers>;

/** `POST /api/v1/desktop/logons/:logonId/enrollment/authenticator`: asks for a fresh seed. */
export const StartAuthenticator = z.strictObject({ replyKey: ReplyKey });
export type StartAuthenticator = z.infer<typeof StartAuthenticator>;

/** The sealed {@link NewAuthenticator}, purpose {@link AUTHENTICATOR_PURPOSE}, context the logon. */
export const AuthenticatorStarted = z.strictObject({ sealed: SealedMessage });
export type AuthenticatorStarted = z.infer<typeof AuthenticatorStarted>;

export const AUTHENTICATOR_PURPOSE = 'gatehouse/v1/new-authenticator';

export const NewAuthenticator = z.strictObject({
  /** `otpauth://` for the QR code. */
  uri: z.string().max(1024),
  /** The seed in base32, to be typed where no camera is. */
  secret: z.string().max(128),
});
export type NewAuthenticator = z.infer<typeof NewAuthenticator>;
