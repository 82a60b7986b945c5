import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { ChainFault } from '../../../server/src/audit/audit-chain.js';
import { createConfig } from '../../../server/src/config/config.js';
import { readEnv } from '../../../server/src/config/env.js';
import { readSecrets } from '../../../server/src/config/secrets.js';
import { systemRandom } from '../../../server/src/random.js';
import { openDatabase } from '../../../server/src/storage/database.js';
import { openKeyring } from '../../../server/src/storage/open-keyring.js';
import { PostgresAuditVerifier } from '../../../server/src/storage/postgres-audit-verifier.js';

/** Checks the audit's chain of hashes in the database of a server that runs, with its master key. */
export async function verifyAuditChain(dataFolder: string): Promise<ChainFault[]> {
  const { masterKey } = await readSecrets(createConfig(readEnv({ GATEHOUSE_DATA: dataFolder })));
  const password = await readFile(path.join(dataFolder, 'postgres.password'), 'utf8');
  const database = openDatabase({
    host: path.join(dataFolder, 'postgres'),
    port: 5432,
    user: 'gatehouse',
    password: password.trim(),
    database: 'postgres',
  });
  const { pool } = database;
  try {
    const keyring = await openKeyring(pool, masterKey, systemRandom);
    return (await new PostgresAuditVerifier(pool, keyring).verify()).faults;
  } finally {
    await database.close();
  }
}
