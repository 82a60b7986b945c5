import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

import pg from 'pg';

import { chainEvent, FIRST_HEAD } from '../../../server/src/audit/audit-chain.js';
import type { ChainedEvent, ChainHead } from '../../../server/src/audit/audit-chain.js';
import type { AuditRecord } from '../../../server/src/audit/audit-log.js';
import { chainMacOf } from '../../../server/src/audit/chain-macs.js';
import { monthOf } from '../../../server/src/audit/month.js';
import type { Keyring } from '../../../server/src/keyring/keyring.js';
import { INSERT_EVENTS, insertValues } from '../../../server/src/storage/audit-event-rows.js';
import { clientConfigOf } from '../../../server/src/storage/database.js';
import type { DatabaseLocation } from '../../../server/src/storage/database.js';
import { PostgresAuditMonths } from '../../../server/src/storage/postgres-audit-months.js';

export const HISTORY = { people: 5_000, workstations: 400, node: 'history' } as const;

/** Events in one statement. */
const BATCH = 4_000;

/**
 * Writes a history of logons into an empty audit: chained and with the statement of the product, but without the indexes, which
 * are made again when all events are there.
 *
 * @param span of which the events fill the time evenly
 */
export async function writeHistory(
  { pool, location, keyring }: { pool: pg.Pool; location: DatabaseLocation; keyring: Keyring },
  events: number,
  span: { from: Date; to: Date },
): Promise<void> {
  const months = new PostgresAuditMonths(pool, keyring, false);
  const indexes = await dropIndexes(pool);
  const mac = chainMacOf(keyring);
  const stepMs = (span.to.getTime() - span.from.getTime()) / events;
  let head: ChainHead = FIRST_HEAD;
  let batch: ChainedEvent[] = [];
  for (let at = 0; at < events; at++) {
    const time = new Date(Math.floor(span.from.getTime() + at * stepMs));
    if (monthOf(time) !== head.month) await months.prepare(monthOf(time));
    const id = `evt_${digest(`event ${at}`).slice(0, 26)}`;
    const event = chainEvent(head, { ...eventOf(at), id, at: time, node: HISTORY.node }, mac);
    head = event;
    if (batch.push(event) < BATCH && at < events - 1) continue;
    await INSERT_EVENTS.run(pool, insertValues(batch));
    batch = [];
    await setImmediate();
  }
  await withPatience(location, async (client) => {
    for (const definition of indexes) await client.query(definition);
    await client.query('VACUUM (ANALYZE) audit_events');
  });
}

/** The correlation id of the logon that an event belongs to. */
export function correlationOf(event: number): string {
  return digest(`logon ${Math.floor(event / 4)}`).slice(0, 32);
}

/** Somebody who failed, by any number. */
export const failedPerson = (number: number) => (number * 12 * 7_919) % HISTORY.people;
export const personOf = (number: number) => `stub.test/${number}`;
export const nameOf = (number: number) => `STUB\\user${number}`;
export const workstationOf = (number: number) =>
  `wks_${digest(`workstation ${number}`).slice(0, 26)}`;

/** Four events a logon. One in twelve fails; one in a hundred is a self-service; some lock people out. */
function eventOf(at: number): AuditRecord {
  const logon = Math.floor(at / 4);
  const step = at % 4;
  const person = (logon * 7_919) % HISTORY.people;
  const place = (logon * 104_729) % HISTORY.workstations;
  const base = {
    correlationId: correlationOf(at) as AuditRecord['correlationId'],
    door: logon % 100 === 0 ? 'self-service' : 'desktop',
    principalId: personOf(person),
    principalName: nameOf(person),
    workstationId: workstationOf(place),
    source: `10.0.${Math.floor(place / 250)}.${place % 250}`,
    policy: 'staff@3',
  };
  if (step === 0) return { ...base, type: 'logon.begun', outcome: 'info' };
  if (logon % 12 === 0 && step === 3) {
    return { ...base, type: 'logon.denied', outcome: 'failure', code: 'credentials.wrong' };
  }
  if (logon % 2_000 === 1 && step === 3) {
    const detail = { strikes: 5, minutes: 15 };
    return {
      ...base,
      type: 'principal.locked',
      outcome: 'failure',
      code: 'principal.locked',
      detail,
    };
  }
  if (step === 1)
    return { ...base, type: 'challenge.issued', outcome: 'info', detail: { method: 'totp' } };
  if (step === 2)
    return { ...base, type: 'factor.verified', outcome: 'success', detail: { method: 'totp' } };
  return { ...base, type: 'logon.granted', outcome: 'success', detail: { method: 'totp' } };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @returns the statements that make them again */
async function dropIndexes(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE i.indrelid = 'audit_events'::regclass AND NOT i.indisprimary`,
  );
  for (const { name } of rows) await pool.query(`DROP INDEX ${name}`);
  // Of the whole table; `ON ONLY` would leave out its months.
  return rows.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '));
}

/** Making an index of all events takes longer than a request may, so this is no connection of the pool. */
async function withPatience(
  location: DatabaseLocation,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client(clientConfigOf(location));
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
