import { createHmac } from 'node:crypto';

import { formatCorrelationId } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import { chainEvent, ChainVerifier, FIRST_HEAD } from '../../../server/src/audit/audit-chain.js';
import type { ChainedEvent, ChainHead } from '../../../server/src/audit/audit-chain.js';

const mac = (data: Uint8Array) => createHmac('sha256', 'key').update(data).digest();
const correlationId = formatCorrelationId(Buffer.alloc(16, 7));

function makeChain(dates: string[], head: ChainHead = FIRST_HEAD): ChainedEvent[] {
  const events: ChainedEvent[] = [];
  for (const [i, date] of dates.entries()) {
    const at = new Date(date);
    const record = { type: 'logon.begun', outcome: 'info', correlationId } as const;
    const event = { ...record, id: `evt_${i}`, at, node: 'n1', detail: { i } };
    events.push(chainEvent(events.at(-1) ?? head, event, mac));
  }
  return events;
}

function findFault(events: ChainedEvent[], key = mac) {
  const verifier = new ChainVerifier(key, FIRST_HEAD);
  return events.map((event) => verifier.verify(event)).find((fault) => fault !== undefined);
}

describe('the audit chain', () => {
  const chain = makeChain([
    '2026-01-30T10:00Z',
    '2026-01-31T10:00Z',
    '2026-02-01T00:00Z',
    '2026-02-01T00:00Z',
  ]);

  it.each<[string, (event: ChainedEvent) => ChainedEvent]>([
    ['outcome', (event) => ({ ...event, outcome: 'success' })],
    ['principal', (event) => ({ ...event, principalId: 'mallory' })],
    ['code', (event) => ({ ...event, code: 'x' })],
    ['time', (event) => ({ ...event, at: new Date(0) })],
    ['detail', (event) => ({ ...event, detailText: '{}' })],
    ['node', (event) => ({ ...event, node: 'n2' })],
    ['previous hash', (event) => ({ ...event, previousHash: Buffer.alloc(32) })],
    ['hash', (event) => ({ ...event, hash: Buffer.alloc(32) })],
  ])('shows an altered %s', (_, alter) => {
    const altered = chain.map((event, i) => (i === 1 ? alter(event) : event));
    expect(findFault(altered)).toMatchObject({ sequence: 2, fault: 'altered' });
  });

  it('shows a removed event', () => {
    expect(
      findFault(
        makeChain(['2026-01-01T00:00Z', '2026-01-01T00:00Z', '2026-01-01T00:00Z']).toSpliced(1, 1),
      ),
    ).toEqual({ node: 'n1', month: '2026-01', sequence: 3, fault: 'missing' });
  });

  it('shows a removed end of a month', () => {
    expect(findFault(chain.toSpliced(1, 1))).toMatchObject({
      month: '2026-02',
      fault: 'not-linked',
    });
  });

  it('shows a chain that was made again without the key', () => {
    expect(
      findFault(chain, (data) => createHmac('sha256', 'guess').update(data).digest()),
    ).toMatchObject({ fault: 'altered' });
  });

  it('numbers each month from one, without gaps, and links it to the month before', () => {
    expect(chain.map(({ month, sequence }) => [month, sequence])).toEqual([
      ['2026-01', 1],
      ['2026-01', 2],
      ['2026-02', 1],
      ['2026-02', 2],
    ]);
    expect(findFault(chain)).toBeUndefined();
  });

  it('does not reopen a month when the clock was set back', () => {
    const back = makeChain(['2026-02-01T00:00Z', '2026-01-31T23:59Z']);
    expect(back.map(({ month, sequence }) => [month, sequence])).toEqual([
      ['2026-02', 1],
      ['2026-02', 2],
    ]);
    expect(findFault(back)).toBeUndefined();
  });
});
