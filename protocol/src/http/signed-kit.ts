import type { KeyObject } from 'node:crypto';

import type { CryptoKey } from 'jose';

import { Kit, MAX_SIGNED_KIT_LENGTH } from './kits.js';
import { StatementError, signStatement, verifyStatementOf } from './signed-statement.js';
import type { StatementFault, StatementKind } from './signed-statement.js';

const KIT: StatementKind<Kit> = {
  type: 'gatehouse-kit+jws',
  schema: Kit,
  maxLength: MAX_SIGNED_KIT_LENGTH,
};

/** Why a kit is not believed. */
export type KitFault = StatementFault;

/** What {@link verifyKit} throws. */
export const KitError = StatementError;

/** Signs a kit with the identity key that workstations pin; `pin` is the key's. */
export async function signKit(
  kit: Kit,
  key: { privateKey: CryptoKey | KeyObject; pin: string },
): Promise<string> {
  return signStatement(KIT, kit, key);
}

/**
 * Verifies a kit against the identity keys that a workstation has pinned, and that it is this workstation's. Whose it is,
 * how old and whether it has expired is the caller's to judge: those need what is stored, and a clock.
 *
 * @throws StatementError
 */
export async function verifyKit(
  signed: string,
  expected: { identityKeys: readonly string[]; workstationId: string },
): Promise<Kit> {
  return verifyStatementOf(KIT, signed, expected);
}
