import type { Answer } from '@gatehouse/protocol/recovery';

/** What a person gives for the open step of an enrolment. Secrets are the caller's to wipe. */
export type EnrollmentInput =
  | { action: 'answers'; password: Uint8Array; answers: readonly Answer[] }
  | { action: 'totp'; code: string }
  | { action: 'email'; address: string }
  | { action: 'email-code'; code: string };
