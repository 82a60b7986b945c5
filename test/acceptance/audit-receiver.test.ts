import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { openDatabase } from '../../server/src/storage/database.js';
import type { DatabaseConnections } from '../../server/src/storage/database.js';
import { PASSWORD, startTestGatehouse } from '../support/gatehouse.js';
import type { TestGatehouse } from '../support/gatehouse.js';
import { Rsyslog } from '../support/rsyslog.js';
import { Started } from '../support/started.js';
import { parseSyslog } from '../support/syslog-parser.js';

jest.setTimeout(180_000);

/** Of the product: what is sent at once, and so the most that may come twice. */
const BATCH = 500;
const HISTORY = 6_000;

const started = new Started();
let gatehouse: TestGatehouse;
let receiver: Rsyslog;
let database: DatabaseConnections;

/** A server behind a rsyslog of Debian's that it has never reached, with a history to catch up with. */
beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-receiver-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  receiver = started.use(await Rsyslog.start());
  await receiver.kill();
  const caFile = path.join(folder, 'ca.pem');
  await writeFile(caFile, receiver.ca);
  gatehouse = started.use(
    await startTestGatehouse(
      {},
      {
        GATEHOUSE_SYSLOG_HOST: '127.0.0.1',
        GATEHOUSE_SYSLOG_PORT: String(receiver.port),
        GATEHOUSE_SYSLOG_CA_FILE: caFile,
      },
    ),
  );
  database = openDatabase(gatehouse.database);
  started.defer(() => database.close());
  // Of another node, long ago: it is passed on as everything is.
  await database.pool.query(
    `INSERT INTO audit_events (node, month, sequence, previous_hash, hash, id, at, type, outcome, correlation_id, detail)
     SELECT 'elsewhere', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM'), i, '', '',
       'evt_' || substr(md5(i::text) || md5(i::text), 1, 26), now(), 'logon.denied', 'failure', md5(i::text), '{}'
     FROM generate_series(1, $1::int) i`,
    [HISTORY],
  );
}, 180_000);

afterAll(async () => {
  await started[Symbol.asyncDispose]();
});

const idsOf = (messages: string[]) =>
  messages.map((message) => parseSyslog(message).data['gatehouse@32473']!['id']!);
const allIds = async () =>
  (await database.pool.query<{ id: string }>('SELECT id FROM audit_events')).rows.map(
    ({ id }) => id,
  );

describe('rsyslog, killed in the middle of an export', () => {
  it('gets every event, and no more twice than were on their way', async () => {
    await receiver.resume();
    let kills = 0;
    // It is killed as soon as something arrives, again and again, wherever in a batch that is.
    while (kills < 5) {
      const before = await receiver.size();
      if (before > 0 && (await receiver.messages()).length >= HISTORY) break;
      await until(async () => (await receiver.size()) > before);
      await receiver.kill();
      kills += 1;
      await gatehouse.server.administer('POST', '/api/v1/users', {
        name: `user${kills}`,
        password: PASSWORD,
      });
      await receiver.resume();
    }
    expect(kills).toBeGreaterThanOrEqual(3);
    await until(async () => {
      const arrived = new Set(idsOf(await receiver.messages()));
      return (await allIds()).every((id) => arrived.has(id));
    });
    const ids = idsOf(await receiver.messages());
    expect(new Set(ids)).toEqual(new Set(await allIds()));
    expect(ids.length - new Set(ids).size).toBeLessThanOrEqual(kills * BATCH);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error('it did not come about');
    await sleep(20);
  }
}
