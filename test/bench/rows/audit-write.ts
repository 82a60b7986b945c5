import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { formatCorrelationId } from '@gatehouse/protocol';

import type { AuditRecord } from '../../../server/src/audit/audit-log.js';
import { systemClock } from '../../../server/src/clock.js';
import { systemRandom } from '../../../server/src/random.js';
import type { DatabaseLocation } from '../../../server/src/storage/database.js';
import { openKeyring } from '../../../server/src/storage/open-keyring.js';
import { PostgresAuditLog } from '../../../server/src/storage/postgres-audit-log.js';
import { PostgresAuditMonths } from '../../../server/src/storage/postgres-audit-months.js';
import { startTestPostgres } from '../../support/postgres.js';
import { median } from '../../support/statistics.js';
import { driveAll } from '../load/drive.js';
import { LogonLoad } from '../load/logon-load.js';
import { startServerProcess } from '../load/server-process.js';
import type { Row } from '../row.js';

const SEATS = 64;
const ROUNDS = 5;
/** Logons in a round: by one seat after the other, and by all at once. */
const ALONE = 40;
const AT_ONCE = 300;
/** Everybody can log on twice within half a minute, and a quick machine needs no longer for all rounds. */
const PEOPLE = ((ROUNDS + 1) * (ALONE + AT_ONCE)) / 2;

export const auditWrite: Row = {
  name: 'audit-write',
  about:
    'the events of a logon written to the audit, over complete logons on the same PostgreSQL in turn',
  async measure({ say }) {
    const postgres = await startTestPostgres();
    const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-bench-url-'));
    try {
      const urlFile = path.join(folder, 'url');
      await writeFile(urlFile, urlOf(await postgres.createDatabase()), { mode: 0o600 });
      const environment = { GATEHOUSE_DATABASE_URL_FILE: urlFile };
      await using server = await startServerProcess({ stubDirectory: true, environment });
      const { pool } = await postgres.openNewDatabase();
      const keyring = await openKeyring(pool, randomBytes(32), systemRandom);
      await new PostgresAuditMonths(pool, keyring, false).prepare(
        new Date().toISOString().slice(0, 7),
      );
      const audit = new PostgresAuditLog({
        ...{ pool, keyring, clock: systemClock, random: systemRandom },
        nodeId: 'writer',
      });
      say('enrolling people');
      using load = await LogonLoad.create(server, { workstations: SEATS, people: PEOPLE });
      const shares: { alone: number; busy: number }[] = [];
      for (let round = -1; round < ROUNDS; round++) {
        const share = async (count: number, seats: number) => {
          const logons = await load.prepareLogons(count);
          const perSecond = await driveAll(logons, seats, (seat, logon) => load.logOn(seat, logon));
          const people = Array.from({ length: count }, (_, n) => n);
          return perSecond / (await driveAll(people, seats, (_, n) => writeLogon(audit, n)));
        };
        const shown = { alone: await share(ALONE, 1), busy: await share(AT_ONCE, SEATS) };
        say(
          `${(shown.alone * 100).toFixed(1)} % alone, ${(shown.busy * 100).toFixed(1)} % of many`,
        );
        // The first round warms up.
        if (round >= 0) shares.push(shown);
      }
      const percent = (of: 'alone' | 'busy') => median(shares.map((share) => share[of])) * 100;
      return [
        { part: 'alone', value: percent('alone'), unit: '% of a logon', budget: 50, limit: 'most' },
        { part: 'many', value: percent('busy'), unit: '% of a logon', budget: 25, limit: 'most' },
      ];
    } finally {
      await postgres[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** What a logon with a code writes: twice two events, each pair together, as the two requests do. */
async function writeLogon(audit: PostgresAuditLog, number: number): Promise<void> {
  const base = {
    correlationId: formatCorrelationId(randomBytes(16)),
    door: 'desktop',
    principalId: `stub.test/00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    principalName: `STUB\\user${number}`,
    workstationId: `wks_${String(number % SEATS).padStart(26, '0')}`,
    source: '127.0.0.1',
    policy: 'default',
  };
  const pair = (...events: Pick<AuditRecord, 'type' | 'outcome' | 'detail'>[]) =>
    Promise.all(events.map((event) => audit.append({ ...base, ...event })));
  const detail = { method: 'totp' };
  await pair(
    { type: 'logon.begun', outcome: 'info' },
    { type: 'challenge.issued', outcome: 'info', detail },
  );
  await pair(
    { type: 'factor.verified', outcome: 'success', detail },
    { type: 'logon.granted', outcome: 'success', detail },
  );
}

function urlOf(location: DatabaseLocation): string {
  if ('url' in location) return location.url;
  const { host, port, user, password, database } = location;
  const url = new URL(`postgres://localhost/${database}`);
  url.username = user;
  url.password = password;
  url.searchParams.set('host', host);
  url.searchParams.set('port', String(port));
  return url.href;
}
