import { detailOf } from './audit-log.js';
import type { AuditRecord } from './audit-log.js';

/** An audit record with its identity and its place in the chain of its node. */
export interface ChainedEvent extends AuditRecord {
  id: string;
  at: Date;
  node: string;
  /** `2026-03`, UTC. */
  month: string;
  /** From 1 in each month, without gaps. */
  sequence: number;
  previousHash: Uint8Array;
  hash: Uint8Array;
  /** `detail` as JSON: the very text that was hashed. */
  detailText: string;
}

/** The newest event of a node. */
export interface ChainHead {
  month: string;
  sequence: number;
  hash: Uint8Array;
}

/** Authenticates bytes under a key that the database does not hold. */
export type ChainMac = (data: Uint8Array) => Uint8Array;

/** Before the first event that a node ever wrote. */
export const FIRST_HEAD: ChainHead = { month: '', sequence: 0, hash: new Uint8Array(32) };

/** Puts an event behind the newest one. A month that begins continues from the last hash of the month before. */
export function chainEvent(
  head: ChainHead,
  event: AuditRecord & { id: string; at: Date; node: string },
  mac: ChainMac,
): ChainedEvent {
  const monthOfEvent = event.at.toISOString().slice(0, 7);
  // A clock that was set back does not reopen a month that is over.
  const month = monthOfEvent > head.month ? monthOfEvent : head.month;
  const placed = {
    ...event,
    month,
    sequence: month === head.month ? head.sequence + 1 : 1,
    previousHash: head.hash,
    detailText: JSON.stringify(detailOf(event)),
  };
  return { ...placed, hash: hashEvent(placed, mac) };
}

/**
 * What is wrong with a chain. `altered`: not what was written there, also when it was moved there. `missing`: one or more
 * before it are gone. `not-linked`: it follows another event than the one that is there. `truncated`: the end is gone,
 * which another node saw. `contradicted`: another node saw another event there. `checkpoint`: what retention left is not
 * what it wrote. `unexpected`: it should be gone since retention dropped its month.
 */
export type ChainFaultKind =
  'altered' | 'missing' | 'not-linked' | 'truncated' | 'contradicted' | 'checkpoint' | 'unexpected';

/** `node`, `month` and `sequence` name the first event that does not fit. */
export interface ChainFault {
  node: string;
  month: string;
  sequence: number;
  fault: ChainFaultKind;
}

/**
 * Checks the events of one node in the order of their chain, and remembers where it is, so that any number of them
 * can be checked in pages. What it cannot see: events cut off at the newest end, and a whole chain removed.
 */
export class ChainVerifier {
  readonly #mac: ChainMac;
  #head: ChainHead;

  /** @param head what the first event is linked to: {@link FIRST_HEAD}, or the end of what was dropped */
  constructor(mac: ChainMac, head: ChainHead) {
    this.#mac = mac;
    this.#head = head;
  }

  /** @returns undefined when the event fits */
  verify(event: ChainedEvent): ChainFault | undefined {
    const { node, month, sequence } = event;
    const head = this.#head;
    this.#head = event;
    const faultOf = (fault: ChainFault['fault']) => ({ node, month, sequence, fault });
    if (!equal(event.hash, hashEvent(event, this.#mac))) return faultOf('altered');
    if (sequence !== (month === head.month ? head.sequence + 1 : 1)) return faultOf('missing');
    return equal(event.previousHash, head.hash) ? undefined : faultOf('not-linked');
  }
}

function hashEvent(event: Omit<ChainedEvent, 'hash'>, mac: ChainMac): Uint8Array {
  // An array of JSON values is unambiguous, whatever characters the values hold.
  const content = JSON.stringify([
    event.node,
    event.month,
    event.sequence,
    event.id,
    event.at.toISOString(),
    event.type,
    event.outcome,
    event.correlationId,
    event.door ?? null,
    event.principalId ?? null,
    event.principalName ?? null,
    event.workstationId ?? null,
    event.source ?? null,
    event.code ?? null,
    event.detailText,
    // Came later: without one, the bytes are those that were always hashed.
    ...(event.policy === undefined ? [] : [event.policy]),
  ]);
  return mac(Buffer.concat([event.previousHash, Buffer.from(content, 'utf8')]));
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
