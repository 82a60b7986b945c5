import type { KeyObject } from 'node:crypto';

import type { CryptoKey } from 'jose';
import { z } from 'zod';

import { WorkstationId } from '../ids.js';
import { MAX_NAME_LENGTH } from '../input-limits.js';
import { DEFAULT_DESKTOP, DesktopPolicy, Exclusion } from '../policy/desktop-policy.js';
import { signStatement, verifyStatementOf } from './signed-statement.js';
import type { StatementKind } from './signed-statement.js';

const Instant = z.iso.datetime();
const { mode, unlockGraceMinutes, foreignAccounts } = DesktopPolicy.shape;

/** The reason stays at the server: it is for whoever reads the policy or the audit. */
export const MachineExclusion = Exclusion.omit({ reason: true });
export type MachineExclusion = z.infer<typeof MachineExclusion>;

/** More of them are told to no workstation: they are denied, as names that nobody has. */
export const MAX_FOREIGN_NAMES = 64;

/** What holds at a workstation whoever logs on, and what it decides by itself: about accounts that no server knows, and without one. */
export const MachineRules = z.strictObject({
  /** The strictest that any policy says: where somebody is to be asked, everybody goes by our tile. */
  mode,
  /** The shortest that any policy says, for unlocks without the server. */
  unlockGraceMinutes,
  /** Those of the policy for everyone, for accounts that are in no directory, and for all without the server. */
  exclusions: z.array(MachineExclusion).max(256),
  /** Of the policy for everyone. */
  foreignAccounts,
  /**
   * Names, as `PARTNER\\bob`, of accounts of domains that the server does not know and that somebody is mapped to: of them, too,
   * the password stays at the workstation. Absent unless there are some, and `foreignAccounts` is `second-factor-only`.
   */
  foreignNames: z.array(z.string().min(1).max(MAX_NAME_LENGTH)).max(MAX_FOREIGN_NAMES).optional(),
});
export type MachineRules = z.infer<typeof MachineRules>;

/** Where nothing is known that can be believed. */
export const DEFAULT_MACHINE_RULES: MachineRules = {
  mode: DEFAULT_DESKTOP.mode,
  unlockGraceMinutes: DEFAULT_DESKTOP.unlockGraceMinutes,
  exclusions: [],
  foreignAccounts: DEFAULT_DESKTOP.foreignAccounts,
};

/** {@link MachineRules} as a statement of the server to one workstation, which keeps it. */
export const MachinePolicy = z.strictObject({
  version: z.literal(1),
  workstationId: WorkstationId,
  /** Of two, the later one holds. */
  issuedAt: Instant,
  /** As with kits: after `desktop.kitDays` without contact nothing is believed any more. */
  expiresAt: Instant,
  /** Which policy for everyone it is of, `everyone@3`; `default` where there is none. */
  policy: z.string().max(80),
  rules: MachineRules,
});
export type MachinePolicy = z.infer<typeof MachinePolicy>;

/** 256 exclusions of SIDs as they are in the world are 27 KiB, a third more in base64url; a workstation reads 64 KiB. */
export const MAX_SIGNED_POLICY_LENGTH = 61_440;

/** `GET /api/v1/desktop/policy`: a signed {@link MachinePolicy}, a compact JWS of the server's identity key. */
export const IssuedMachinePolicy = z.strictObject({
  policy: z.string().max(MAX_SIGNED_POLICY_LENGTH),
});
export type IssuedMachinePolicy = z.infer<typeof IssuedMachinePolicy>;

const MACHINE_POLICY: StatementKind<MachinePolicy> = {
  type: 'gatehouse-policy+jws',
  schema: MachinePolicy,
  maxLength: MAX_SIGNED_POLICY_LENGTH,
};

/** Signs with the identity key that workstations pin; `pin` is the key's. */
export async function signMachinePolicy(
  policy: MachinePolicy,
  key: { privateKey: CryptoKey | KeyObject; pin: string },
): Promise<string> {
  return signStatement(MACHINE_POLICY, policy, key);
}

/**
 * Verifies signature, kind and workstation. How old it is and whether it has expired is the caller's to judge.
 *
 * @throws StatementError
 */
export async function verifyMachinePolicy(
  signed: string,
  expected: { identityKeys: readonly string[]; workstationId: string },
): Promise<MachinePolicy> {
  return verifyStatementOf(MACHINE_POLICY, signed, expected);
}
