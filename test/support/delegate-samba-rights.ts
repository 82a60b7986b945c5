import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { SambaDomain } from './samba.js';

const run = promisify(execFile);

/** The class `user`, the extended right User-Force-Change-Password, and lockoutTime ([MS-ADTS] 5.1.3.2.1, [MS-ADLS]). */
const USER_CLASS = 'bf967aba-0de6-11d0-a285-00aa003049e2';
const RESET_PASSWORD = '00299570-246d-11d0-a768-00aa006e0529';
const LOCKOUT_TIME = '28630ebf-41d5-11d1-a9c1-0000f80367c1';

/**
 * Grants in a unit what `tools/delegate-directory-rights.ps1` grants, which needs Windows: what authenticated users do not
 * read by themselves, resets, and letting go of locks. Inherited by users below (CIIO, class user), by nothing else.
 */
export async function delegateSambaRights(
  samba: SambaDomain,
  account: { sid: string },
  unit: string,
): Promise<void> {
  const { sid } = account;
  await grant(samba, unit, [
    `(OA;CIIO;CR;${RESET_PASSWORD};${USER_CLASS};${sid})`,
    `(OA;CIIO;WP;${LOCKOUT_TIME};${USER_CLASS};${sid})`,
    `(OA;CIIO;RP;;${USER_CLASS};${sid})`,
  ]);
  await grant(samba, `CN=Password Settings Container,CN=System,${samba.baseDn}`, [
    `(A;CI;LCRPLORC;;;${sid})`,
  ]);
}

async function grant(samba: SambaDomain, target: string, entries: string[]): Promise<void> {
  for (const entry of entries) {
    await run('samba-tool', [
      ...['dsacl', 'set', `--objectdn=${target}`, `--sddl=${entry}`],
      ...['-H', samba.database, `--configfile=${samba.configuration}`],
    ]);
  }
}
