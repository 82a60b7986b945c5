import { z } from 'zod';

import { CorrelationId } from '../correlation.js';
import {
  ApprovalId,
  ChallengeId,
  CredentialId,
  OfflineCodeId,
  PasswordLinkId,
  SelfServiceId,
  WorkstationId,
} from '../ids.js';
import { MAX_CODE_LENGTH } from '../input-limits.js';
import { FactorMethod } from '../policy/factor-method.js';
import { Reason } from './reason.js';
import {
  SelfServiceAnswers,
  SelfServiceChallenge,
  SelfServiceDenied,
  SelfServiceQuestions,
} from './self-service.js';

const Instant = z.iso.datetime();
const Language = z
  .string()
  .max(35)
  .optional()
  .describe('BCP 47 tag of the language of the person: of the questions, and of the mail.');

/** Of what takes a verified caller, where the policy of the person asks for one. */
const Guards = {
  reason: Reason,
  verificationId: SelfServiceId.optional().describe('Of a verification that was proven.'),
  approvalId: ApprovalId.optional().describe('Of what a second operator approved.'),
  language: Language,
};

/** `POST /api/v1/users/:name/verifications` */
export const BeginVerification = z.strictObject({
  proof: z
    .enum(['code', 'answers'])
    .describe('A code of a factor of the person, or the whole set of answers.'),
  reason: Reason,
  language: Language,
});

export const AnswerVerificationCode = z.strictObject({
  challengeId: ChallengeId,
  code: z.string().min(1).max(MAX_CODE_LENGTH),
});
export const ChooseVerificationMethod = z.strictObject({
  challengeId: ChallengeId,
  method: FactorMethod,
});
export const AnswerVerificationQuestions = z.strictObject({ answers: SelfServiceAnswers });

/** The caller is who they say: what names this may be done to them by the same operator, for a while. */
export const CallerVerified = z.strictObject({
  outcome: z.literal('verified'),
  verificationId: SelfServiceId,
  expiresInSeconds: z.int().min(0).max(3600),
  correlationId: CorrelationId,
});

/** What the server says while a caller is verified. Which answer was wrong is told to nobody. */
export const CallerVerdict = z.discriminatedUnion('outcome', [
  SelfServiceQuestions,
  SelfServiceChallenge,
  CallerVerified,
  SelfServiceDenied,
]);

/** `POST /api/v1/users/:name/password-links` */
export const CreatePasswordLink = z.strictObject(Guards);

/** Where it was sent, masked; or the link, the only time that it is shown. */
export const CreatedPasswordLink = z.strictObject({
  id: PasswordLinkId,
  expiresAt: Instant,
  sentTo: z.string().optional(),
  url: z.string().optional(),
});

/** `POST /api/v1/users/:name/factor-reset` */
export const ResetFactors = z.strictObject({
  ...Guards,
  factors: z
    .union([z.literal('all'), z.array(CredentialId).max(100)])
    .describe('What is removed. An empty list removes nothing, to permit an enrolment only.'),
  answers: z.boolean().default(false).describe('Whether the answers are removed as well.'),
  permitHours: z
    .int()
    .min(1)
    .max(168)
    .optional()
    .describe('For how long the person may enrol one first factor by the password alone.'),
});

export const FactorsReset = z.strictObject({
  removed: z.array(CredentialId),
  answersRemoved: z.boolean(),
  permittedUntil: Instant.optional(),
});

/** `POST /api/v1/users/:name/break-glass` */
export const IssueBreakGlass = z.strictObject({
  ...Guards,
  hours: z.int().min(1).max(168).optional().describe('As long as the policy allows when absent.'),
});

/** The only time that the code is shown. */
export const IssuedBreakGlass = z.strictObject({
  id: CredentialId,
  code: z.string(),
  expiresAt: Instant,
});

/** `POST /api/v1/users/:name/offline-codes` */
export const ReadOutOfflineCode = z.strictObject({
  ...Guards,
  workstation: z
    .string()
    .min(1)
    .max(255)
    .describe('Where the person sits: the name of the computer, or its id.'),
});

/** The only time that the code is shown. */
export const OfflineCode = z.strictObject({
  id: OfflineCodeId,
  workstationId: WorkstationId,
  hostname: z.string(),
  /** By which it is named: of this person at this workstation. */
  number: z.int().min(1),
  code: z.string(),
  expiresAt: Instant,
  held: z
    .boolean()
    .describe(
      'Whether the workstation is known to have it. Where it is not, it was in a kit whose arrival nobody confirmed.',
    ),
});

export type CallerVerified = z.infer<typeof CallerVerified>;
export type CallerVerdict = z.infer<typeof CallerVerdict>;
export type CreatedPasswordLink = z.infer<typeof CreatedPasswordLink>;
export type FactorsReset = z.infer<typeof FactorsReset>;
export type IssuedBreakGlass = z.infer<typeof IssuedBreakGlass>;
export type OfflineCode = z.infer<typeof OfflineCode>;
