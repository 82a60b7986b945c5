import { z } from 'zod';

import { CorrelationId } from '../correlation.js';
import { CredentialId, LogonId } from '../ids.js';
import { MAX_ANSWER_LENGTH, MAX_CODE_LENGTH } from '../input-limits.js';
import { QuestionId } from '../policy/answers-policy.js';
import { FactorMethod } from '../policy/factor-method.js';
import { AnswersStep, EnrollmentRejection } from './enrollment.js';
import { PasswordRuleTexts } from './password.js';

/** Characters; bytes are counted where passwords are looked at. */
const PasswordText = z.string().min(1).max(1024);
/** BCP 47 tag of the language of the page. */
const Language = z.string().max(35).optional();

/** `POST /api/v1/me/password`: changes one's own password, which one knows. */
export const ChangeOwnPassword = z.strictObject({
  password: PasswordText,
  newPassword: PasswordText,
  language: Language,
});
export type ChangeOwnPassword = z.infer<typeof ChangeOwnPassword>;

/** `POST /api/v1/me/password-trials`: which rules a password would break that is being typed. Nothing is changed. */
export const TryOwnPassword = z.strictObject({
  newPassword: PasswordText,
  /** The present one, where it was typed already: a new one must not be similar. It is not verified. */
  password: PasswordText.optional(),
  language: Language,
});
export type TryOwnPassword = z.infer<typeof TryOwnPassword>;

/** `rules` is all that holds, `broken` what this one breaks. Earlier passwords are looked at by the change alone. */
export const OwnPasswordTrial = z.strictObject({
  rules: PasswordRuleTexts,
  broken: PasswordRuleTexts,
});
export type OwnPasswordTrial = z.infer<typeof OwnPasswordTrial>;

/** Why something was not done that a signed-in person wanted. */
export const SelfCareDenialCode = z.enum([
  'credentials.wrong',
  'principal.locked',
  'source.locked',
  /** The directory does not let the server do it: an administrator has to grant its account the right. */
  'directory.forbidden',
  /** It was begun in another session, was done, or took too long: begin again. */
  'enrollment.unknown',
  /** The policy leaves nothing to enrol there. */
  'policy.denied',
  /** The policy asks for a factor, and this is the last one: enrol another one first. */
  'factor.required',
  /** A recovery code, a code of the help desk or the password alone does not do for this: prove another factor. */
  'factor.proof-required',
]);
export type SelfCareDenialCode = z.infer<typeof SelfCareDenialCode>;

const Denied = z.strictObject({
  outcome: z.literal('denied'),
  code: SelfCareDenialCode,
  strikesLeft: z.int().min(0).optional(),
  lockedUntil: z.iso.datetime().optional(),
  correlationId: CorrelationId,
});

const Done = z.strictObject({ outcome: z.literal('done'), correlationId: CorrelationId });

export const OwnPasswordAnswer = z.discriminatedUnion('outcome', [
  Done,
  z.strictObject({
    outcome: z.literal('rejected'),
    /** All rules that it broke. */
    rejected: PasswordRuleTexts.min(1),
    correlationId: CorrelationId,
  }),
  Denied,
]);
export type OwnPasswordAnswer = z.infer<typeof OwnPasswordAnswer>;

/** One's own factors; no secret. */
export const OwnFactor = z.strictObject({
  id: CredentialId,
  method: FactorMethod,
  label: z.string().max(256).optional(),
  /** Masked. */
  destination: z.string().max(128).optional(),
  createdAt: z.iso.datetime(),
});
export type OwnFactor = z.infer<typeof OwnFactor>;

/** One's own set of recovery codes; none of the codes. */
export const OwnRecoveryCodes = z.strictObject({
  /** Whether the policy leaves them: a set can be made, and its codes are taken. */
  enabled: z.boolean(),
  left: z.int().min(0),
  /** 0 where no set was made. */
  total: z.int().min(0),
  createdAt: z.iso.datetime().optional(),
});
export type OwnRecoveryCodes = z.infer<typeof OwnRecoveryCodes>;

export const OwnFactors = z.strictObject({
  /** Recovery codes are a set of their own. */
  factors: z.array(OwnFactor).max(200),
  recoveryCodes: OwnRecoveryCodes,
  /** Whether there are answers that are what the policy asks for. */
  answers: z.boolean(),
});
export type OwnFactors = z.infer<typeof OwnFactors>;

/** `POST /api/v1/me/authenticators`. The seed counts for nothing before it has shown a right code. */
export const StartedAuthenticator = z.strictObject({
  enrollmentId: LogonId,
  /** `otpauth://` for the QR code. */
  uri: z.string().max(1024),
  secret: z.string().max(128),
});
export type StartedAuthenticator = z.infer<typeof StartedAuthenticator>;

/** The code that the new authenticator shows, or that was sent to the new address. */
export const ConfirmEnrollment = z.strictObject({ code: z.string().min(1).max(MAX_CODE_LENGTH) });
export type ConfirmEnrollment = z.infer<typeof ConfirmEnrollment>;

/** `POST /api/v1/me/addresses`: one alternate address, which gets a code (R28). */
export const AddAddress = z.strictObject({
  address: z.string().min(3).max(254),
  language: Language,
});
export type AddAddress = z.infer<typeof AddAddress>;

/** `PUT /api/v1/me/answers`: the password is proven, for the lock holds it. */
export const EnrollOwnAnswers = z.strictObject({
  password: PasswordText,
  answers: z
    .array(z.strictObject({ id: QuestionId, answer: z.string().max(MAX_ANSWER_LENGTH) }))
    .max(20),
});
export type EnrollOwnAnswers = z.infer<typeof EnrollOwnAnswers>;

export const OwnQuestions = z.strictObject({ step: AnswersStep });
export type OwnQuestions = z.infer<typeof OwnQuestions>;

/** `POST /api/v1/me/recovery-codes` */
export const MakeRecoveryCodes = z.strictObject({ language: Language });
export type MakeRecoveryCodes = z.infer<typeof MakeRecoveryCodes>;

/** The answer: the codes are said here and never again, and those of the set before are void. */
export const RecoveryCodesAnswer = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('made'),
    codes: z.array(z.string().max(64)).min(1).max(20),
    createdAt: z.iso.datetime(),
    correlationId: CorrelationId,
  }),
  Denied,
]);
export type RecoveryCodesAnswer = z.infer<typeof RecoveryCodesAnswer>;

export const SelfCareAnswer = z.discriminatedUnion('outcome', [
  Done,
  /** A code was sent, and is what {@link ConfirmEnrollment} takes. */
  z.strictObject({
    outcome: z.literal('sent'),
    enrollmentId: LogonId,
    /** Masked. */
    destination: z.string().max(128),
    correlationId: CorrelationId,
  }),
  z.strictObject({
    outcome: z.literal('rejected'),
    rejected: EnrollmentRejection,
    correlationId: CorrelationId,
  }),
  Denied,
]);
export type SelfCareAnswer = z.infer<typeof SelfCareAnswer>;
