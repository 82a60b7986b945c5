import { randomBytes } from 'node:crypto';

import { formatCorrelationId } from '@gatehouse/protocol';

import type { AuditRecord } from '../../server/src/audit/audit-log.js';
import { Countersigner } from '../../server/src/audit/countersigner.js';
import type { Keyring } from '../../server/src/keyring/keyring.js';
import { systemRandom } from '../../server/src/random.js';
import type { DatabaseConnections, DatabaseLocation } from '../../server/src/storage/database.js';
import { openKeyring } from '../../server/src/storage/open-keyring.js';
import { PostgresAuditLog } from '../../server/src/storage/postgres-audit-log.js';
import { PostgresAuditVerifier } from '../../server/src/storage/postgres-audit-verifier.js';
import { PostgresChainHeads } from '../../server/src/storage/postgres-chain-heads.js';
import { FakeClock } from '../fakes/fake-clock.js';
import type { TestPostgres } from './postgres.js';

/** An audit record like those of a logon. */
export function auditRecord(changes: Partial<AuditRecord> = {}): AuditRecord {
  return {
    type: 'logon.denied',
    outcome: 'failure',
    correlationId: formatCorrelationId(randomBytes(16)),
    ...changes,
  };
}

/** A database of its own, with as many nodes that write to its audit as one likes. */
export class AuditScene {
  readonly connections: DatabaseConnections & { location: DatabaseLocation };
  readonly keyring: Keyring;
  readonly clock: FakeClock;
  readonly verifier: PostgresAuditVerifier;

  private constructor(
    connections: DatabaseConnections & { location: DatabaseLocation },
    keyring: Keyring,
    start: Date,
  ) {
    this.connections = connections;
    this.keyring = keyring;
    this.clock = new FakeClock(start);
    this.verifier = new PostgresAuditVerifier(connections.pool, keyring);
  }

  /** @param start well in the past: retention also asks the clock of the database */
  static async create(
    postgres: TestPostgres,
    start = new Date('2025-03-10T09:00:00Z'),
  ): Promise<AuditScene> {
    const connections = await postgres.openNewDatabase();
    const keyring = await openKeyring(connections.pool, randomBytes(32), systemRandom);
    return new AuditScene(connections, keyring, start);
  }

  node(nodeId: string): PostgresAuditLog {
    const { pool } = this.connections;
    const { keyring, clock } = this;
    return new PostgresAuditLog({ pool, nodeId, keyring, clock, random: systemRandom });
  }

  countersigner(nodeId: string): Countersigner {
    const heads = new PostgresChainHeads(this.connections.pool);
    return new Countersigner({ heads, audit: this.node(nodeId), random: systemRandom, nodeId });
  }

  async sql(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    return (await this.connections.pool.query<Record<string, unknown>>(text, values)).rows;
  }

  async faults() {
    return (await this.verifier.verify()).faults;
  }
}
