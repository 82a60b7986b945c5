import type { AdmissionOutcome } from '../workstation/admission.js';

/** What a statement with {@link admissionSteps} says about the claim, in the columns {@link ADMISSION}. */
export interface AdmissionRow {
  /** Null: there is no such workstation. */
  revoked: boolean | null;
  fresh: boolean;
}

/**
 * Steps of a larger statement: who may ask, and whether it was asked before. `admitted` has one row if the request may
 * have an effect, and none otherwise. Of statements that claim a nonce at once one gets it; the others wait for its
 * commit.
 * @param first number of the first of three values: key id, nonce, and when the nonce may be forgotten
 */
export function admissionSteps(first: number): string {
  const [keyId, nonce, expiresAt] = [`$${first}`, `$${first + 1}`, `$${first + 2}`];
  return `workstation AS (
     SELECT revoked_at IS NOT NULL AS revoked FROM workstations WHERE id = ${keyId}
   ), admitted AS (
     INSERT INTO request_nonces (key_id, nonce, expires_at)
     SELECT ${keyId}, ${nonce}, ${expiresAt} FROM workstation WHERE NOT revoked
     ON CONFLICT DO NOTHING RETURNING 1
   )`;
}

export const ADMISSION =
  '(SELECT revoked FROM workstation) AS revoked, EXISTS (SELECT FROM admitted) AS fresh';

export function outcomeOf(row: AdmissionRow | undefined): AdmissionOutcome {
  if (row === undefined || row.revoked === null) return 'unknown';
  if (row.revoked) return 'revoked';
  return row.fresh ? 'admitted' : 'replayed';
}
