import { z } from 'zod';

import { CorrelationId } from '../correlation.js';
import { AuditEventId, LogonId, SessionId } from '../ids.js';
import { MAX_ANSWER_LENGTH, MAX_CODE_LENGTH, MAX_NAME_LENGTH } from '../input-limits.js';
import { QuestionId } from '../policy/answers-policy.js';
import { FactorMethod } from '../policy/factor-method.js';
import { Permission } from './access.js';
import { EnrollmentRejection, EnrollmentStep } from './enrollment.js';
import { LanguageChoice, MessageLanguage } from './messages.js';
import { PasswordRuleTexts } from './password.js';
import { Reason } from './reason.js';
import { Challenged, ChangePassword, DenialCode, Denied } from './verdict.js';

const Instant = z.iso.datetime();
/** Characters; what a password has more is refused unseen by the engine, which counts bytes. */
const PasswordText = z.string().max(1024);
/** BCP 47 tag of the language of the pages. */
const Language = z.string().max(35).optional();

/** `GET /api/v1/web/portal`: what the pages say before anybody signed in. It is the same for everybody. */
export const PortalFacts = z.strictObject({
  /** What people know this sign-in by. */
  issuer: z.string().max(256),
  languages: LanguageChoice,
  /** The words of the company itself, in each offered language: how the help desk is reached, and what is said above a sign-in. */
  texts: z.partialRecord(
    MessageLanguage,
    z.strictObject({
      helpDesk: z.string().max(200).optional(),
      signIn: z.string().max(1000).optional(),
    }),
  ),
});
export type PortalFacts = z.infer<typeof PortalFacts>;

/** `POST /api/v1/web/sign-ins`: begins a sign-in. */
export const BeginSignIn = z.strictObject({
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  password: PasswordText,
  language: Language,
});
export type BeginSignIn = z.infer<typeof BeginSignIn>;

/** `POST /api/v1/web/sign-ins/password`: changes a password that a sign-in said must be changed. */
export const ChangeSignInPassword = z.strictObject({
  ...BeginSignIn.shape,
  newPassword: PasswordText,
});
export type ChangeSignInPassword = z.infer<typeof ChangeSignInPassword>;

/** `POST /api/v1/web/sign-ins/:logonId/enrollment`: answers the open step of an enrolment. */
export const WebEnrollmentAction = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('answers'),
    /** The one of this sign-in: the lock will hold it. */
    password: PasswordText,
    answers: z
      .array(z.strictObject({ id: QuestionId, answer: z.string().max(MAX_ANSWER_LENGTH) }))
      .max(20),
  }),
  z.strictObject({ action: z.literal('totp'), code: z.string().min(1).max(MAX_CODE_LENGTH) }),
  z.strictObject({ action: z.literal('email'), address: z.string().min(3).max(254) }),
  z.strictObject({ action: z.literal('email-code'), code: z.string().min(1).max(MAX_CODE_LENGTH) }),
  z.strictObject({ action: z.literal('postpone') }),
]);
export type WebEnrollmentAction = z.infer<typeof WebEnrollmentAction>;

/** A session, as its owner and administrators see it. */
export const SessionView = z.strictObject({
  id: SessionId,
  /** The factors that were proven in it, besides the password. */
  methods: z.array(FactorMethod).max(8),
  createdAt: Instant,
  /** At most a quarter of a minute behind. */
  lastSeenAt: Instant,
  /** When the person last proved who they are in it. */
  authenticatedAt: Instant,
  /** When it ends if nothing is asked in it before. */
  idleExpiresAt: Instant,
  /** When it ends at the latest. */
  expiresAt: Instant,
  /** Where the sign-in came from. */
  address: z.string().max(64).optional(),
  /** What the browser said it is. */
  userAgent: z.string().max(256).optional(),
});
export type SessionView = z.infer<typeof SessionView>;

/** One's own session: `current` is the one that asks. */
export const OwnSession = SessionView.extend({ current: z.boolean() });
export type OwnSession = z.infer<typeof OwnSession>;

export const SignedIn = z.strictObject({
  outcome: z.literal('signed-in'),
  session: SessionView,
  passwordExpiresInDays: z.int().min(0).max(90).optional(),
  correlationId: CorrelationId,
});

/** `session.limit`: everything was proven, and the person has as many sessions as the policy allows. */
export const WebDenialCode = z.enum([...DenialCode.options, 'session.limit']);
export type WebDenialCode = z.infer<typeof WebDenialCode>;

export const WebDenied = Denied.extend({ code: WebDenialCode });
export type WebDenied = z.infer<typeof WebDenied>;

/** The password is right, and must be changed before it opens a session. Then the sign-in begins anew. */
export const WebChangePassword = ChangePassword.omit({ logonId: true, account: true }).extend({
  /** All rules that a new password broke which was just tried. */
  rejected: PasswordRuleTexts.optional(),
});
export type WebChangePassword = z.infer<typeof WebChangePassword>;

export const PasswordIsChanged = z.strictObject({
  outcome: z.literal('password-changed'),
  correlationId: CorrelationId,
});

/** Everything was proven, and something must be enrolled before the session is opened. */
export const WebEnroll = z.strictObject({
  outcome: z.literal('enroll'),
  logonId: LogonId,
  step: EnrollmentStep,
  /** How many steps are left, this one included. */
  steps: z.int().min(1).max(3),
  /** How many more sign-ins may go on without it; 0 when this one may not. */
  postponements: z.int().min(0).max(100),
  rejected: EnrollmentRejection.optional(),
  correlationId: CorrelationId,
});
export type WebEnroll = z.infer<typeof WebEnroll>;

/** What the engine says of a sign-in, as far as a browser has to know. */
export const WebVerdict = z.discriminatedUnion('outcome', [
  SignedIn,
  WebDenied,
  Challenged,
  WebChangePassword,
  PasswordIsChanged,
  WebEnroll,
]);
export type WebVerdict = z.infer<typeof WebVerdict>;

/** `POST /api/v1/me/proofs`: proves once more, in a session, who is there. */
export const BeginProof = z.strictObject({ password: PasswordText, language: Language });
export type BeginProof = z.infer<typeof BeginProof>;

export const Proven = z.strictObject({
  outcome: z.literal('proven'),
  session: SessionView,
  correlationId: CorrelationId,
});

export const ProofVerdict = z.discriminatedUnion('outcome', [
  Proven,
  WebDenied,
  Challenged,
  WebChangePassword,
]);
export type ProofVerdict = z.infer<typeof ProofVerdict>;

/** `GET /api/v1/me/session`: how long it goes on. Asking this, and this alone, is no use of the session. */
export const CurrentSession = z.strictObject({
  session: SessionView,
  /** By the clock that the session goes by. */
  now: Instant,
});
export type CurrentSession = z.infer<typeof CurrentSession>;

/** `GET /api/v1/me`: who is signed in. */
export const Me = z.strictObject({
  principalId: z.string().max(320),
  /** DOMAIN\name. */
  principalName: z.string().max(512),
  displayName: z.string().max(256).optional(),
  ...CurrentSession.shape,
  /** What the person may do over the API of administrators; empty for most. */
  permissions: z.array(Permission),
});
export type Me = z.infer<typeof Me>;

export const OwnSessions = z.strictObject({ sessions: z.array(OwnSession).max(200) });
export type OwnSessions = z.infer<typeof OwnSessions>;
/** `GET /api/v1/users/:name/sessions`, newest first. */
export const UserSessions = z.strictObject({ sessions: z.array(SessionView).max(200) });
export type UserSessions = z.infer<typeof UserSessions>;
/** `POST /api/v1/users/:name/sessions/end` */
export const EndSessions = z.strictObject({
  reason: Reason,
  /** Only this one; all of them when absent. */
  sessionId: SessionId.optional(),
});
export type EndSessions = z.infer<typeof EndSessions>;
/** None when they are over by now, or another person's. */
export const EndedSessions = z.strictObject({ ended: z.int().min(0) });
export type EndedSessions = z.infer<typeof EndedSessions>;

/** A logon or sign-in of one's own, granted or denied. */
export const SignIn = z.strictObject({
  id: AuditEventId,
  at: Instant,
  outcome: z.enum(['granted', 'denied']),
  /** `desktop`, `web`, … */
  door: z.string().optional(),
  /** An address, or the id of a workstation. */
  source: z.string().optional(),
  /** What was proven besides the password. */
  method: z.string().optional(),
  /** Why it was denied. */
  code: z.string().optional(),
});
export type SignIn = z.infer<typeof SignIn>;

/** Newest first, of the last 90 days: at most 50 that were granted, and 50 that were not. */
export const SignIns = z.strictObject({ signIns: z.array(SignIn).max(100) });
export type SignIns = z.infer<typeof SignIns>;

/** More are not listed: whoever signs in at so many computers is told of those that were refreshed last. */
export const MAX_OWN_WORKSTATIONS = 64;

/** A computer that keeps what one needs to sign in there while the server is away. */
export const OwnWorkstation = z.strictObject({
  workstationId: z.string().max(64),
  /** Absent when the server does not know the computer any more. */
  hostname: z.string().max(255).optional(),
  /** Its access to the server was taken away. What it keeps may still be there. */
  revoked: z.boolean(),
  refreshedAt: Instant,
  /** When what it keeps is of no use any more, unless it is refreshed before. */
  validUntil: Instant,
});
export type OwnWorkstation = z.infer<typeof OwnWorkstation>;

/** `GET /api/v1/me/workstations`: those refreshed last, without what is destroyed or expired. */
export const OwnWorkstations = z.strictObject({
  workstations: z.array(OwnWorkstation).max(MAX_OWN_WORKSTATIONS),
});
export type OwnWorkstations = z.infer<typeof OwnWorkstations>;
