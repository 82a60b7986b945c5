import type pg from 'pg';

import { ChainVerifier, FIRST_HEAD } from '../audit/audit-chain.js';
import type { ChainedEvent, ChainFault, ChainHead } from '../audit/audit-chain.js';
import type { AuditVerification, AuditVerifier, MonthRange } from '../audit/audit-verifier.js';
import { chainMacOf, checkpointMac } from '../audit/chain-macs.js';
import { readCountersigned } from '../audit/countersigner.js';
import type { NodeHead } from '../audit/countersigner.js';
import type { Keyring } from '../keyring/keyring.js';
import { EVENT_COLUMNS, fromRow } from './audit-event-rows.js';
import type { AuditEventRow, HeadRow } from './audit-event-rows.js';

/** Events in memory at once. */
const PAGE = 1000;

interface Checkpoint extends ChainHead {
  isGenuine: boolean;
}

/** Reads the chains one after the other, a page at a time. */
export class PostgresAuditVerifier implements AuditVerifier {
  readonly #pool: pg.Pool;
  readonly #keyring: Keyring;

  constructor(pool: pg.Pool, keyring: Keyring) {
    this.#pool = pool;
    this.#keyring = keyring;
  }

  async verify(range: MonthRange = {}): Promise<AuditVerification> {
    const checkpoints = await this.#checkpoints();
    const nodes = await this.#nodes();
    const result: AuditVerification = { events: 0, countersignatures: 0, nodes, faults: [] };
    const faults = new Map<string, ChainFault>();
    for (const node of nodes) {
      const fault = await this.#verifyNode({ node, range, checkpoints, result, faults });
      // Earlier in the chain than what another node saw of it.
      if (fault !== undefined) faults.set(node, fault);
    }
    for (const [node, { month, sequence, isGenuine }] of checkpoints) {
      if (!isGenuine) faults.set(node, { node, month, sequence, fault: 'checkpoint' });
    }
    result.faults = [...faults.values()].sort((a, b) => (a.node < b.node ? -1 : 1));
    return result;
  }

  async #verifyNode({
    node,
    range,
    checkpoints,
    result,
    faults,
  }: {
    node: string;
    range: MonthRange;
    checkpoints: ReadonlyMap<string, Checkpoint>;
    result: AuditVerification;
    faults: Map<string, ChainFault>;
  }): Promise<ChainFault | undefined> {
    const checkpoint = checkpoints.get(node);
    const left = checkpoint && (await this.#firstUpTo(node, checkpoint.month));
    if (left !== undefined) return { node, ...left, fault: 'unexpected' };
    const start = await this.#headBefore(node, range.from, checkpoint);
    const verifier = new ChainVerifier(chainMacOf(this.#keyring), start);
    let at: { month: string; sequence: string | number } = start;
    if (range.from !== undefined && range.from > start.month)
      at = { month: range.from, sequence: 0 };
    for (;;) {
      const { rows } = await this.#pool.query<AuditEventRow>(
        `SELECT ${EVENT_COLUMNS} FROM audit_events
         WHERE node = $1 AND (month, sequence) > ($2, $3) AND month <= $4
         ORDER BY month, sequence LIMIT $5`,
        [node, at.month, at.sequence, range.to ?? '9999-12', PAGE],
      );
      const seen: NodeHead[] = [];
      for (const row of rows) {
        const event = fromRow(row);
        const fault = verifier.verify(event);
        result.events += 1;
        if (fault !== undefined) return fault;
        const head = readCountersigned(event);
        if (head !== undefined) seen.push(head);
      }
      result.countersignatures += seen.length;
      for (const fault of await this.#lookFor(seen, checkpoints)) {
        if (!faults.has(fault.node)) faults.set(fault.node, fault);
      }
      const last = rows.at(-1);
      if (last === undefined) return undefined;
      at = last;
    }
  }

  /** What the first event of a range follows. */
  async #headBefore(
    node: string,
    from: string | undefined,
    checkpoint: Checkpoint | undefined,
  ): Promise<ChainHead> {
    const dropped = checkpoint ?? FIRST_HEAD;
    if (from === undefined || from <= dropped.month) return dropped;
    const { rows } = await this.#pool.query<HeadRow>(
      `SELECT month, sequence, hash FROM audit_events WHERE node = $1 AND month < $2
       ORDER BY month DESC, sequence DESC LIMIT 1`,
      [node, from],
    );
    const [row] = rows;
    return row === undefined ? dropped : { ...row, sequence: Number(row.sequence) };
  }

  /** Holds heads that other nodes saw against what is there now. */
  async #lookFor(
    heads: readonly NodeHead[],
    checkpoints: ReadonlyMap<string, Checkpoint>,
  ): Promise<ChainFault[]> {
    if (heads.length === 0) return [];
    const { rows } = await this.#pool.query<{ hash: Uint8Array | null; at: number }>(
      `SELECT seen.at, e.hash
       FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS seen (node, month, sequence, at)
       LEFT JOIN audit_events e
         ON e.node = seen.node AND e.month = seen.month AND e.sequence = seen.sequence
       ORDER BY seen.at`,
      [heads.map((h) => h.node), heads.map((h) => h.month), heads.map((h) => h.sequence)],
    );
    const faults: ChainFault[] = [];
    for (const [i, seen] of heads.entries()) {
      const { node, month, sequence } = seen;
      const there = rows[i]?.hash ?? undefined;
      const dropped = checkpoints.get(node);
      if (there !== undefined) {
        if (Buffer.compare(there, seen.hash) === 0) continue;
        faults.push({ node, month, sequence, fault: 'contradicted' });
      } else if (dropped === undefined || month > dropped.month) {
        faults.push({ node, ...(await this.#firstGone(seen, dropped)), fault: 'truncated' });
      }
    }
    return faults;
  }

  /** The place behind the last event that is left before one that is gone. */
  async #firstGone(
    { node, month, sequence }: NodeHead,
    dropped: Checkpoint | undefined,
  ): Promise<{ month: string; sequence: number }> {
    const { rows } = await this.#pool.query<HeadRow>(
      `SELECT month, sequence, hash FROM audit_events
       WHERE node = $1 AND (month, sequence) < ($2, $3)
       ORDER BY month DESC, sequence DESC LIMIT 1`,
      [node, month, sequence],
    );
    const last = rows[0] ?? dropped;
    if (last?.month !== month) return { month, sequence: 1 };
    return { month, sequence: Number(last.sequence) + 1 };
  }

  async #firstUpTo(
    node: string,
    month: string,
  ): Promise<Pick<ChainedEvent, 'month' | 'sequence'> | undefined> {
    const { rows } = await this.#pool.query<{ month: string; sequence: string }>(
      `SELECT month, sequence FROM audit_events WHERE node = $1 AND month <= $2
       ORDER BY month, sequence LIMIT 1`,
      [node, month],
    );
    const [row] = rows;
    return row && { month: row.month, sequence: Number(row.sequence) };
  }

  async #nodes(): Promise<string[]> {
    const { rows } = await this.#pool.query<{ node: string }>(NODES);
    return rows.map(({ node }) => node);
  }

  async #checkpoints(): Promise<Map<string, Checkpoint>> {
    const { rows } = await this.#pool.query<HeadRow & { node: string; mac: Uint8Array }>(
      'SELECT node, month, sequence, hash, mac FROM audit_checkpoints',
    );
    return new Map(
      rows.map(({ node, month, sequence, hash, mac }) => {
        const head = { node, month, sequence: Number(sequence), hash };
        const isGenuine = Buffer.compare(mac, checkpointMac(this.#keyring, head)) === 0;
        return [node, { ...head, isGenuine }];
      }),
    );
  }
}

/** Every node once, without reading every event: from one to the next by the primary key. */
export const NODES = `WITH RECURSIVE nodes AS (
    (SELECT node FROM audit_events ORDER BY node LIMIT 1)
    UNION ALL
    SELECT (SELECT e.node FROM audit_events e WHERE e.node > nodes.node ORDER BY e.node LIMIT 1)
    FROM nodes WHERE nodes.node IS NOT NULL
  ) SELECT node FROM nodes WHERE node IS NOT NULL`;
