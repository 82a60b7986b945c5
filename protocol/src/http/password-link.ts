import { z } from 'zod';

import { CorrelationId } from '../correlation.js';
import { ChallengeId, SelfServiceId } from '../ids.js';
import { MAX_CODE_LENGTH } from '../input-limits.js';
import { FactorMethod } from '../policy/factor-method.js';
import { SelfServiceChallenge, SelfServiceDenied, SelfServiceNewPassword } from './self-service.js';

/** What is after `#` in the link: in bodies only, where no log sees it. 256 bits in base64url. */
const PasswordLinkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'expected what is after #');

/** `POST /api/v1/password-links/open`: may be done again until the password is set. */
export const OpenPasswordLink = z.strictObject({
  token: PasswordLinkToken,
  /** BCP 47 tag of the language of the page. */
  language: z.string().max(35).optional(),
});

const Step = { token: PasswordLinkToken, sessionId: SelfServiceId };

export const AnswerPasswordLinkCode = z.strictObject({
  ...Step,
  challengeId: ChallengeId,
  code: z.string().min(1).max(MAX_CODE_LENGTH),
});
export const ChoosePasswordLinkMethod = z.strictObject({
  ...Step,
  challengeId: ChallengeId,
  method: FactorMethod,
});

/** `POST /api/v1/password-links/redeem`. A browser seals nothing: TLS is what protects it. */
export const RedeemPasswordLink = z.strictObject({
  ...Step,
  password: z.string().min(1).max(1024),
});

/** The new password is set. Whose it was is not said: the person knows. */
export const PasswordLinkDone = z.strictObject({
  outcome: z.literal('done'),
  correlationId: CorrelationId,
});

/** What is asked of whoever has a link: a code, where the person has a factor, then the new password. */
export const PasswordLinkVerdict = z.discriminatedUnion('outcome', [
  SelfServiceChallenge,
  SelfServiceNewPassword,
  PasswordLinkDone,
  SelfServiceDenied,
]);
export type PasswordLinkVerdict = z.infer<typeof PasswordLinkVerdict>;
