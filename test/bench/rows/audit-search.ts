import { randomBytes } from 'node:crypto';

import type { AuditSearch } from '../../../server/src/audit/audit-trail.js';
import { systemRandom } from '../../../server/src/random.js';
import { openKeyring } from '../../../server/src/storage/open-keyring.js';
import { PostgresAuditTrail } from '../../../server/src/storage/postgres-audit-trail.js';
import { PostgresAuditVerifier } from '../../../server/src/storage/postgres-audit-verifier.js';
import { startTestPostgres } from '../../support/postgres.js';
import { quantile } from '../../support/statistics.js';
import {
  HISTORY,
  correlationOf,
  failedPerson,
  nameOf,
  personOf,
  workstationOf,
  writeHistory,
} from '../load/audit-history.js';
import type { Measurement, Row } from '../row.js';

const EVENTS = 1_000_000;
const SPAN = { from: new Date('2025-01-01T00:00:00Z'), to: new Date('2025-12-31T23:00:00Z') };
const SAMPLES = 100;
const PAGE = 100;
const BUDGET_MS = 50;

/** Kinds of searches, each for the sample's number. Rare and common values cost differently. */
const SEARCHES: Record<string, (sample: number) => Partial<AuditSearch>> = {
  person: (n) => ({ principal: personOf((n * 37) % HISTORY.people) }),
  name: (n) => ({ principal: nameOf((n * 37) % HISTORY.people) }),
  door: (n) => ({ door: n % 2 === 0 ? 'self-service' : 'desktop' }),
  workstation: (n) => ({ workstation: workstationOf((n * 7) % HISTORY.workstations) }),
  source: (n) => ({ source: `10.0.${n % 2}.${n % 150}` }),
  outcome: (n) => ({ outcome: ['failure', 'success', 'info'][n % 3] }),
  type: (n) => ({ type: ['principal.locked', 'logon.denied', 'logon.granted'][n % 3] }),
  code: (n) => ({ code: n % 2 === 0 ? 'principal.locked' : 'credentials.wrong' }),
  policy: () => ({ policy: 'staff@3' }),
  correlation: (n) => ({ correlation: correlationOf((n * 9_973) % EVENTS).slice(0, 8) }),
  range: (n) => dayOf(n),
  'failures of a day': (n) => ({ ...dayOf(n), outcome: 'failure' }),
  "a person's failures": (n) => ({ principal: personOf(failedPerson(n)), outcome: 'failure' }),
  nothing: (n) => ({ code: 'never.seen', ...(n % 2 === 0 ? {} : { door: 'desktop' }) }),
};

export const auditSearch: Row = {
  name: 'audit-search',
  about: 'a page of a hundred events out of a million, by what is looked for, either end first',
  async measure({ say }) {
    const postgres = await startTestPostgres();
    try {
      const { pool, location } = await postgres.openNewDatabase();
      const keyring = await openKeyring(pool, randomBytes(32), systemRandom);
      say(`writing ${EVENTS} events`);
      const begun = performance.now();
      await writeHistory({ pool, location, keyring }, EVENTS, SPAN);
      say(`written in ${Math.round((performance.now() - begun) / 1000)} s`);
      const verifier = new PostgresAuditVerifier(pool, keyring);
      const { events, faults } = await verifier.verify({ from: '2025-12' });
      if (events === 0 || faults.length > 0) throw new Error('the history is no chain');
      const trail = new PostgresAuditTrail(pool);
      const measurements: Measurement[] = [];
      for (const [part, search] of Object.entries(SEARCHES)) {
        const samples: number[] = [];
        for (let sample = -4; sample < SAMPLES; sample++) {
          const order = sample % 4 < 2 ? 'newest' : 'oldest';
          const asked = performance.now();
          const page = await trail.search({
            ...search(Math.abs(sample)),
            order,
            limit: PAGE,
          });
          if (sample >= 0) samples.push(performance.now() - asked);
          if ((page.events.length === 0) !== (part === 'nothing'))
            throw new Error(`${part}: found ${page.events.length}`);
        }
        const value = quantile(samples, 0.99);
        say(`${part}: p50 ${quantile(samples, 0.5).toFixed(1)} ms, p99 ${value.toFixed(1)} ms`);
        measurements.push({ part, value, unit: 'ms', budget: BUDGET_MS, limit: 'most' });
      }
      return measurements;
    } finally {
      await postgres[Symbol.asyncDispose]();
    }
  },
};

/** Some day of the span. */
function dayOf(sample: number): { since: Date; until: Date } {
  const since = new Date(SPAN.from.getTime() + ((sample * 17) % 360) * 86_400_000);
  return { since, until: new Date(since.getTime() + 86_400_000) };
}
