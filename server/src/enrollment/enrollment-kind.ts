import type {
  Enrollable,
  EnrollmentRejection,
  EnrollmentStep,
  PolicySettings,
} from '@gatehouse/protocol';

import type { AuditOrigin } from '../audit/audit-log.js';
import type { Logon } from '../authentication/logon.js';
import type { Credential } from '../factors/credential-store.js';
import type { EnrollmentInput } from './enrollment-input.js';
import type { StoredEnrollment } from './enrollment-store.js';

/** The settings that enrolments follow. */
export type EnrollmentSettings = Pick<PolicySettings, 'otp' | 'contact' | 'answers' | 'enrollment'>;

/** Who has enrolled what. */
export interface EnrollmentSubject {
  principalId: string;
  credentials: readonly Credential[];
}

/** What an enrolment must know of the logon, or the session, that it happens in. */
export type EnrollingLogon = Pick<
  Logon,
  'id' | 'principalId' | 'principalName' | 'account' | 'language'
>;

/** An enrolment in progress, as it is at this moment. */
export interface OpenEnrollment {
  logon: EnrollingLogon;
  settings: EnrollmentSettings;
  stored: StoredEnrollment;
  origin: AuditOrigin;
  now: Date;
  /** The person wants it anew, though what there is would do. */
  renews?: boolean;
}

/** What became of an input; the step stays open when it was rejected. */
export interface StepOutcome {
  rejected?: EnrollmentRejection | undefined;
}

/** Something that people can be made to enrol. */
export interface EnrollmentKind {
  readonly what: Enrollable;
  /** Whether anybody could enrol it here: what nobody can is demanded of nobody. */
  isPossible(settings: EnrollmentSettings): boolean;
  isEnrolled(subject: EnrollmentSubject, settings: EnrollmentSettings): Promise<boolean> | boolean;
  /** The step as the person is to see it. */
  step(open: OpenEnrollment): EnrollmentStep;
  /** @returns undefined when the input belongs to another step (R42) */
  take(open: OpenEnrollment, input: EnrollmentInput): Promise<StepOutcome | undefined>;
}

/** How many codes are looked at in the enrolments of one logon. */
export const MAX_CODES = 10;
