import type pg from 'pg';

import { DataKeyring } from '../keyring/data-keyring.js';
import type { Keyring } from '../keyring/keyring.js';
import type { Random } from '../random.js';
import { CREDENTIAL_SEEDS } from './postgres-credential-store.js';
import { PENDING_SEEDS } from './postgres-enrollment-store.js';
import { PostgresKeyStore } from './postgres-key-store.js';
import type { SealedColumn } from './postgres-key-store.js';
import { OFFLINE_CODES } from './postgres-offline-code-store.js';
import { RECOVERY_LOCKS } from './postgres-recovery-lock-store.js';
import { SEALED_PASSWORDS } from './postgres-sealed-passwords.js';
import { TOKEN_SEEDS } from './postgres-token-store.js';

/**
 * Opens the keyring of this database; makes it at first use.
 *
 * @param masterKey 32 bytes; the caller may wipe them afterwards
 * @param sealedColumns what else than the core's tables holds sealed values: a rotation must reach all of them
 * @throws KeyringError when this is not the master key of this database
 */
export function openKeyring(
  pool: pg.Pool,
  masterKey: Uint8Array,
  random: Random,
  sealedColumns: readonly SealedColumn[] = [],
): Promise<Keyring> {
  const store = new PostgresKeyStore(pool, [
    CREDENTIAL_SEEDS,
    TOKEN_SEEDS,
    PENDING_SEEDS,
    RECOVERY_LOCKS,
    SEALED_PASSWORDS,
    OFFLINE_CODES,
    ...sealedColumns,
  ]);
  return DataKeyring.open(store, masterKey, random);
}
