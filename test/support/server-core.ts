import { randomBytes } from 'node:crypto';

import { formatCorrelationId, formatId } from '@gatehouse/protocol';
import type { Verdict, WorkstationId } from '@gatehouse/protocol';

import type { BeginRequest, Source } from '../../server/src/authentication/logon-engine.js';
import { createServerCore } from '../../server/src/core.js';
import type { ServerCore } from '../../server/src/core.js';
import type { Keyring } from '../../server/src/keyring/keyring.js';
import { systemRandom } from '../../server/src/random.js';
import { recoveryPasswordSealer } from '../../server/src/recovery/password-sealer.js';
import type { RecoveryLockStore } from '../../server/src/recovery/recovery-lock-store.js';
import type { SealedPasswords } from '../../server/src/recovery/sealed-passwords.js';
import { openDatabase } from '../../server/src/storage/database.js';
import type { DatabaseConnections } from '../../server/src/storage/database.js';
import { openKeyring } from '../../server/src/storage/open-keyring.js';
import { PostgresRecoveryLockStore } from '../../server/src/storage/postgres-recovery-lock-store.js';
import { PostgresSealedPasswords } from '../../server/src/storage/postgres-sealed-passwords.js';
import type { Admission } from '../../server/src/workstation/admission.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { FakeDirectory } from '../fakes/fake-directory.js';
import { FakeMailer } from '../fakes/fake-mailer.js';
import { FakeRecoveryLockStore } from '../fakes/fake-recovery-lock-store.js';
import { WatchedSealedPasswords } from '../fakes/watched-sealed-passwords.js';
import type { TestPostgres } from './postgres.js';

/** The core of one or more nodes on one new database, with a directory, a mailer and a clock that tests move. */
export interface TestCore extends AsyncDisposable {
  core: ServerCore;
  keyring: Keyring;
  connections: DatabaseConnections;
  directory: FakeDirectory;
  mailer: FakeMailer;
  sealedPasswords: WatchedSealedPasswords;
  recoveryLocks: FakeRecoveryLockStore;
  clock: FakeClock;
  /** Another node: a pool, keyring and engine of its own. */
  addNode(): Promise<ServerCore>;
  /** Connections as another node has them. */
  connect(): DatabaseConnections;
}

/** The least that the lock takes: tests make many. */
const CHEAP_LOCK = { memoryKib: 8, passes: 1, lanes: 1 };

export async function startTestCore(postgres: TestPostgres): Promise<TestCore> {
  const location = await postgres.createDatabase();
  const masterKey = randomBytes(32);
  const directory = new FakeDirectory();
  const mailer = new FakeMailer();
  // Those of the first node: all nodes share its database.
  const real: { locks?: RecoveryLockStore; passwords?: SealedPasswords } = {};
  const sealedPasswords = new WatchedSealedPasswords(() => real.passwords!);
  const recoveryLocks = new FakeRecoveryLockStore(() => real.locks!);
  const clock = new FakeClock();
  const opened: DatabaseConnections[] = [];
  const connect = () => {
    const connections = openDatabase(location);
    opened.push(connections);
    return connections;
  };
  const makeNode = async () => {
    const connections = connect();
    const { pool } = connections;
    const keyring = await openKeyring(pool, masterKey, systemRandom);
    const nodeId = `node-${opened.length}`;
    real.locks ??= new PostgresRecoveryLockStore(pool, keyring);
    real.passwords ??= new PostgresSealedPasswords({ pool, keyring, seal: recoveryPasswordSealer });
    const core = createServerCore({
      pool,
      keyring,
      directory,
      mailer,
      sealedPasswords,
      lockCost: CHEAP_LOCK,
      issuer: 'Gatehouse',
      recoveryLocks,
      clock,
      random: systemRandom,
      nodeId,
    });
    return { core, keyring, connections };
  };
  return {
    ...(await makeNode()),
    directory,
    mailer,
    sealedPasswords,
    recoveryLocks,
    clock,
    connect,
    addNode: async () => (await makeNode()).core,
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((connections) => connections.close()));
    },
  };
}

/** A workstation as the engine sees it. */
export function makeSource(): Source & { key: WorkstationId } {
  return {
    door: 'desktop',
    key: formatId('wks', randomBytes(16)),
    address: '192.0.2.7',
    correlationId: formatCorrelationId(randomBytes(16)),
  };
}

/** A sign-in of a browser of its own, as the engine sees it. */
export function makeWebSource(network = '192.0.2.9'): Source {
  return {
    door: 'web',
    key: `browser/${randomBytes(32).toString('base64url')}`,
    network,
    address: network,
    correlationId: formatCorrelationId(randomBytes(16)),
  };
}

/** A browser as self-service sees it. */
export function makeBrowser(address = '192.0.2.99') {
  return {
    door: 'web' as const,
    key: randomBytes(32).toString('base64url'),
    address,
    correlationId: formatCorrelationId(randomBytes(16)),
  };
}

/** Of a request that the door has admitted. */
export const ADMITTED: Admission = {
  require: () => Promise.resolve(),
  requireWith: async (effect) => {
    const result = await effect(undefined);
    if ('refused' in result) throw new Error(`refused: ${result.refused}`);
    return result;
  },
};

export function beginRequest(
  source: Source,
  name: string,
  password: string,
  more: Partial<BeginRequest> = {},
): BeginRequest {
  return {
    source,
    admission: ADMITTED,
    name,
    password: Buffer.from(password, 'utf8'),
    scenario: 'logon',
    remote: false,
    ...more,
  };
}

/** A verdict of the outcome that the test expects; anything else fails the test with what it was instead. */
export function expectOutcome<O extends Verdict['outcome']>(
  verdict: Verdict,
  outcome: O,
): Extract<Verdict, { outcome: O }> {
  if (verdict.outcome !== outcome) {
    throw new Error(`expected ${outcome}, got ${JSON.stringify(verdict)}`);
  }
  return verdict as Extract<Verdict, { outcome: O }>;
}
