import type pg from 'pg';

import type { EventClaim, OfflineEvents } from '../kits/offline-events.js';
import { Statement } from './statement.js';
import type { Sweeper } from './sweeper.js';

/** How long whoever took an event has to work it off: longer than any of its statements may take. */
const CLAIM_MS = 30_000;

/** A workstation that tells an event again after this long has been without an answer of ours for as long. */
const KEEP_MS = 400 * 86_400_000;
const SWEEP_BATCH = 1000;

const TAKE = new Statement<{ id: string }>(
  'offline-event-take',
  `INSERT INTO offline_events AS e (workstation_id, id, taken_at) VALUES ($1, $2, $3)
   ON CONFLICT (workstation_id, id) DO UPDATE SET taken_at = excluded.taken_at
     WHERE NOT e.done AND e.taken_at < $4
   RETURNING id`,
);

const IS_DONE = new Statement<{ done: boolean }>(
  'offline-event-is-done',
  'SELECT done FROM offline_events WHERE workstation_id = $1 AND id = $2',
);

const FINISH = new Statement(
  'offline-event-finish',
  'UPDATE offline_events SET done = true WHERE workstation_id = $1 AND id = $2',
);

const SWEEP = new Statement<{ swept: number }>(
  'offline-event-sweep',
  `WITH gone AS (
     DELETE FROM offline_events WHERE (workstation_id, id) IN (
       SELECT workstation_id, id FROM offline_events WHERE taken_at < $1 LIMIT $2)
     RETURNING 1
   ) SELECT count(*)::int AS swept FROM gone`,
);

/** Events in the table `offline_events`. */
export class PostgresOfflineEvents implements OfflineEvents, Sweeper {
  readonly name = 'offline events';
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async take(workstationId: string, eventId: string, now: Date): Promise<EventClaim> {
    const abandoned = new Date(now.getTime() - CLAIM_MS);
    const taken = await TAKE.run(this.#pool, [workstationId, eventId, now, abandoned]);
    if (taken.length === 1) return 'taken';
    const [row] = await IS_DONE.run(this.#pool, [workstationId, eventId]);
    return row?.done === true ? 'done' : 'busy';
  }

  async finish(workstationId: string, eventId: string): Promise<void> {
    await FINISH.run(this.#pool, [workstationId, eventId]);
  }

  async sweep(now: Date): Promise<number> {
    const before = new Date(now.getTime() - KEEP_MS);
    const [row] = await SWEEP.run(this.#pool, [before, SWEEP_BATCH]);
    return row?.swept ?? 0;
  }
}
