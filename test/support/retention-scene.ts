import type { administration } from '@gatehouse/protocol';

import type { Secrets } from '../../server/src/config/secrets.js';
import { openDatabase } from '../../server/src/storage/database.js';
import type { DatabaseConnections, DatabaseLocation } from '../../server/src/storage/database.js';
import { FakeClock } from '../fakes/fake-clock.js';
import { gatehouse as runCli } from '../server/cli/run.js';
import { PASSWORD } from './gatehouse.js';
import type { TestPostgres } from './postgres.js';
import { startTestServer } from './server.js';
import type { TestServer } from './server.js';

/** The node that writes all of it. */
const NODE = 'keeper';

/** So many months before this one: `2026-03`. */
export function monthBefore(back: number): string {
  return dayIn(back).toISOString().slice(0, 7);
}

function dayIn(back: number): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 3));
}

/** A database whose only node was started in each of some months and did something. */
export class RetentionScene implements AsyncDisposable {
  readonly database: DatabaseConnections;
  readonly #location: DatabaseLocation;
  #secrets: Secrets | undefined;

  private constructor(location: DatabaseLocation) {
    this.#location = location;
    this.database = openDatabase(location);
  }

  static async create(postgres: TestPostgres, months: number): Promise<RetentionScene> {
    const scene = new RetentionScene(await postgres.createDatabase());
    for (let back = months; back > 0; back--) {
      await using server = await scene.start({}, { clock: new FakeClock(dayIn(back)) });
      const name = `user${back}`;
      await server.administer('POST', '/api/v1/users', { name, password: PASSWORD });
    }
    return scene;
  }

  /** The node, now or at another time. @param syslogCa of the receiver that the environment names */
  async start(
    environment: Record<string, string>,
    { clock, syslogCa }: { clock?: FakeClock; syslogCa?: string } = {},
  ): Promise<TestServer> {
    const server = await startTestServer({
      environment: { GATEHOUSE_NODE_ID: NODE, ...environment },
      overrides: { database: this.#location, ...(clock === undefined ? {} : { clock }) },
      ...(this.#secrets === undefined
        ? {}
        : {
            secrets: {
              ...this.#secrets,
              syslog: syslogCa === undefined ? undefined : { ca: syslogCa },
            },
          }),
    });
    this.#secrets ??= server.secrets;
    return server;
  }

  async eventsByMonth(): Promise<Map<string, number>> {
    const { rows } = await this.database.pool.query<{ month: string; events: number }>(
      'SELECT month, count(*)::int AS events FROM audit_events GROUP BY month ORDER BY month',
    );
    return new Map(rows.map(({ month, events }) => [month, events]));
  }

  /** Its name; null when there is none. */
  async partitionOf(month: string): Promise<string | null> {
    const { rows } = await this.database.pool.query<{ table: string | null }>(
      'SELECT to_regclass($1)::text AS table',
      [`audit_events_${month.replace('-', '_')}`],
    );
    return rows[0]!.table;
  }

  /** What `audit verify` finds. */
  async faults(server: TestServer): Promise<string[]> {
    const result = await this.#cli(server, 'audit', 'verify', '--json');
    const { faults } = result.json() as administration.AuditVerification;
    return faults.map(({ fault }) => fault);
  }

  /** What was written of months that were dropped, oldest first. */
  async pruned(server: TestServer): Promise<administration.AuditEvent['detail'][]> {
    const words = ['audit', 'search', '--type', 'audit.pruned', '--order', 'oldest', '--json'];
    const { output } = await this.#cli(server, ...words);
    return output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as administration.AuditEvent).detail);
  }

  /** The first event of a month is gone while `work` runs. */
  async without(month: string, work: () => Promise<void>): Promise<void> {
    const { pool } = this.database;
    const first = `node = '${NODE}' AND month = '${month}' AND sequence = 1`;
    await pool.query(`CREATE TABLE aside AS SELECT * FROM audit_events WHERE ${first}`);
    await pool.query(`DELETE FROM audit_events WHERE ${first}`);
    await work();
    await pool.query('INSERT INTO audit_events SELECT * FROM aside');
    await pool.query('DROP TABLE aside');
  }

  #cli(server: TestServer, ...words: string[]) {
    return runCli([...words, '--socket', server.running.socketPath ?? '']);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database.close();
  }
}
