import { z } from 'zod';

/**
 * The closed set of reasons for which a request got no verdict. RFC 9457 problem details carry one in `code`.
 * Each has one HTTP status and one public text: the mapper at the server's edge has nothing to decide.
 */
export const PROBLEMS = {
  'request.malformed': { status: 400, title: 'The request is not what this operation expects.' },
  'request.too-large': { status: 413, title: 'The request is larger than this operation accepts.' },
  'request.headers-too-large': {
    status: 431,
    title: 'Path and headers of the request are larger than the server accepts.',
  },
  'request.timeout': { status: 408, title: 'The request did not arrive in time.' },
  'request.media-type': { status: 415, title: 'The request must be application/json.' },
  'request.not-found': { status: 404, title: 'There is nothing here.' },
  'rate.limited': { status: 429, title: 'Too many requests. Wait a moment, then try again.' },
  'signature.missing': { status: 401, title: 'The request is not signed.' },
  'signature.invalid': { status: 401, title: 'The signature of the request does not fit.' },
  'signature.replayed': { status: 401, title: 'This signed request was already used.' },
  'signature.clock-skew': {
    status: 401,
    title: 'The clock of the workstation differs too much from the clock of the server.',
  },
  'workstation.unknown': { status: 401, title: 'This workstation is not joined.' },
  'foreign-account.unknown': {
    status: 404,
    title: 'There is no such account that no directory has.',
  },
  'foreign-account.mapped': {
    status: 409,
    title: 'Somebody is mapped to this account already: remove that first.',
  },
  'workstation.revoked': { status: 401, title: 'The access of this workstation was revoked.' },
  'token.invalid': { status: 403, title: 'The join token is not valid: make a new one.' },
  'token.expired': { status: 403, title: 'The join token has expired: make a new one.' },
  'token.used': { status: 403, title: 'The join token has no uses left: make a new one.' },
  'sealed.unreadable': { status: 400, title: 'The sealed password cannot be opened.' },
  'sealed.unknown-key': {
    status: 409,
    title: 'The password is sealed to a key that the server retired.',
  },
  'api-key.invalid': { status: 401, title: 'The API key is missing or not valid.' },
  'api-key.forbidden': { status: 403, title: 'The API key may not do this.' },
  'approval.required': { status: 403, title: 'A second operator must approve this first.' },
  'approval.unknown': { status: 404, title: 'There is no such approval.' },
  'approval.closed': { status: 409, title: 'The approval was decided, used or has expired.' },
  'approval.own': { status: 403, title: 'Somebody else must decide what you asked for.' },
  'request.cross-site': {
    status: 403,
    title: 'The request does not come from a page of this server.',
  },
  'session.required': { status: 401, title: 'Nobody is signed in: sign in first.' },
  'session.proof-required': {
    status: 403,
    title: 'Prove once more who you are, then do this again.',
  },
  'sign-in.unknown': { status: 404, title: 'There is no such sign-in of yours.' },
  'access.forbidden': { status: 403, title: 'Your roles do not let you do this.' },
  'verification.required': {
    status: 403,
    title: 'Verify first who is calling. A verification holds for ten minutes.',
  },
  'password-link.invalid': {
    status: 403,
    title: 'The link is used, replaced or expired: ask the help desk for a new one.',
  },
  'password-link.undeliverable': {
    status: 422,
    title: 'The link cannot be mailed: the user has no address, or the mail server refused it.',
  },
  'break-glass.limit': {
    status: 409,
    title: 'The user has as many break-glass codes as the policy allows: remove one first.',
  },
  'offline-code.none': {
    status: 409,
    title: 'That workstation keeps no code of this user that could be read out.',
  },
  'bootstrap.invalid': { status: 403, title: 'The one-time code is wrong, used or expired.' },
  'principal.unknown': { status: 404, title: 'There is no such user in the directory.' },
  'principal.unusable': {
    status: 422,
    title: 'The directory lets nobody log on with this account: it is disabled or has expired.',
  },
  'principal.exists': { status: 409, title: 'There is already a user of that name.' },
  'password.rejected': { status: 422, title: 'The password does not meet the rules.' },
  'answers.none': { status: 404, title: 'The policy asks for no answers.' },
  'factor.unknown': { status: 404, title: 'The user has no such factor.' },
  'tokens.invalid': { status: 422, title: 'The file cannot be imported; nothing was.' },
  'token.unknown': { status: 404, title: 'There is no such token: import it first.' },
  'token.assigned': { status: 409, title: 'Somebody has the token: take it from them first.' },
  'token.unassigned': { status: 409, title: 'Nobody has the token.' },
  'kit.none': { status: 404, title: 'The policy leaves nothing for a workstation to keep.' },
  'policy.unknown': { status: 404, title: 'There is no such policy, or no such version of it.' },
  'policy.invalid': { status: 422, title: 'The policy is not valid.' },
  'policy.conflict': {
    status: 409,
    title: 'Somebody changed the policy meanwhile: look at its newest version, then do this again.',
  },
  'message.invalid': { status: 422, title: 'The message cannot be sent like this.' },
  'message.conflict': {
    status: 409,
    title: 'Somebody changed it meanwhile: look at it as it is now, then do this again.',
  },
  'directory.unsupported': { status: 422, title: 'The directory cannot do this.' },
  'directory.unavailable': {
    status: 503,
    title: 'The directory cannot be reached. Try again shortly.',
  },
  'server.unavailable': { status: 503, title: 'The server cannot answer now. Try again shortly.' },
  'server.error': { status: 500, title: 'Something went wrong in the server.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** RFC 9457 problem details. `detail` says what is wrong with this request and never holds a secret. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(PROBLEM_CODES),
  detail: z.string().optional(),
  correlationId: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** The media type of {@link Problem}. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Shapes the problem that belongs to a code. */
export function problemOf(
  code: ProblemCode,
  extra: { detail?: string | undefined; correlationId?: string | undefined } = {},
): Problem {
  const { status, title } = PROBLEMS[code];
  return {
    type: `urn:gatehouse:problem:${code}`,
    title,
    status,
    code,
    ...(extra.detail === undefined ? {} : { detail: extra.detail }),
    ...(extra.correlationId === undefined ? {} : { correlationId: extra.correlationId }),
  };
}
