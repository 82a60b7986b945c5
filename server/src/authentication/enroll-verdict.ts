import type { Enroll, EnrollmentRejection } from '@gatehouse/protocol';

import type { EnrollmentKind, OpenEnrollment } from '../enrollment/enrollment-kind.js';
import type { StoredEnrollment } from '../enrollment/enrollment-store.js';

/** From the proof to the end of everything that is to be enrolled: people look for their telephones. */
export const ENROLLING_MS = 15 * 60_000;

/** The open step, and what is known of the rest. */
export function enrollVerdict(
  open: OpenEnrollment,
  missing: readonly EnrollmentKind[],
  rejected: EnrollmentRejection | undefined,
): Enroll {
  const { logon, origin } = open;
  const [first] = missing;
  if (first === undefined) throw new Error('nothing is to be enrolled');
  return {
    outcome: 'enroll',
    logonId: logon.id,
    account: logon.account,
    step: first.step(open),
    steps: missing.length,
    postponements: postponementsLeft(open),
    mayWait: !awaitsProof(open.stored),
    ...(rejected === undefined ? {} : { rejected }),
    correlationId: origin.correlationId,
  };
}

/** None while the factor that is the proof of this logon was not enrolled in it. */
export function postponementsLeft({ settings, stored }: OpenEnrollment): number {
  if (awaitsProof(stored)) return 0;
  return Math.max(settings.enrollment.postponements - stored.postponed, 0);
}

/** Whether the enrolment that takes the place of the proof of this logon is still to come. */
export function awaitsProof({ proof, proofEnrolled }: StoredEnrollment): boolean {
  return proof !== undefined && !proofEnrolled;
}
