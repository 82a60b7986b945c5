import type { Enroll, EnrollmentRejection } from '@gatehouse/protocol';

import type { EnrollmentKind, OpenEnrollment } from '../enrollment/enrollment-kind.js';

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
    postponements: postponementsLeft(open, missing),
    ...(rejected === undefined ? {} : { rejected }),
    correlationId: origin.correlationId,
  };
}

/** None while the factor that is the proof of this logon is not there. */
export function postponementsLeft(
  { settings, stored }: OpenEnrollment,
  missing: readonly EnrollmentKind[],
): number {
  if (missing.some(({ what }) => what === stored.proof)) return 0;
  return Math.max(settings.enrollment.postponements - stored.postponed, 0);
}
