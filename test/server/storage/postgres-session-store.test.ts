import { randomBytes } from 'node:crypto';

import { formatCorrelationId, formatId } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import type { SessionLimit } from '../../../server/src/sessions/session-store.js';
import type { StoredSession } from '../../../server/src/sessions/session.js';
import { PostgresSessionStore } from '../../../server/src/storage/postgres-session-store.js';
import { startForEachTest } from '../../support/logon-scene.js';
import { startTestCore } from '../../support/server-core.js';
import type { TestCore } from '../../support/server-core.js';

describe('sessions in PostgreSQL', () => {
  let test: TestCore;
  let stores: PostgresSessionStore[];
  startForEachTest(startTestCore, (started) => {
    test = started;
    stores = [started.connections, started.connect(), started.connect()].map(
      ({ pool }) => new PostgresSessionStore(pool),
    );
  });

  const makeSession = (more: Partial<StoredSession> = {}): StoredSession => {
    const now = test.clock.now();
    return {
      id: formatId('ses', randomBytes(16)),
      principalId: 'corp.test/alice',
      principalName: 'CORP\\alice',
      methods: ['totp'],
      generation: '134000000000000001',
      ...{ createdAt: now, lastSeenAt: now, authenticatedAt: now, checkedAt: now },
      idleMinutes: 30,
      idleExpiresAt: new Date(now.getTime() + 30 * 60_000),
      expiresAt: new Date(now.getTime() + 12 * 60 * 60_000),
      address: '192.0.2.7',
      userAgent: undefined,
      correlationId: formatCorrelationId(randomBytes(16)),
      ...more,
    };
  };
  const open = (limit: SessionLimit, session = makeSession(), store = stores[0]!) =>
    store.open(session, randomBytes(32), limit);
  const living = () => stores[0]!.list('corp.test/alice', test.clock.now());
  const REFUSE = { limit: 3, atLimit: 'refuse' } as const;
  const END_OLDEST = { limit: 3, atLimit: 'end-oldest' } as const;

  it('keep everything that they were opened with', async () => {
    const session = makeSession({ userAgent: 'A "browser", {of} \\ many;words', methods: [] });
    const token = randomBytes(32);
    await stores[0]!.open(session, token, REFUSE);
    expect(await stores[1]!.find(token, test.clock.now())).toEqual(session);
    expect(await stores[1]!.find(randomBytes(32), test.clock.now())).toBeUndefined();
  });

  it('are never more than the limit, of 60 that race on three connections', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, at) => open(REFUSE, makeSession(), stores[at % 3])),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'opened')).toHaveLength(3);
    expect(await living()).toHaveLength(3);
  });

  it('make way for newer ones, each once, of 30 that race on three connections', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, at) => open(END_OLDEST, makeSession(), stores[at % 3])),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'opened')).toHaveLength(30);
    const ended = outcomes.flatMap((one) => (one.outcome === 'opened' ? one.ended : []));
    const left = await living();
    expect(left).toHaveLength(3);
    expect(new Set([...ended, ...left].map(({ id }) => id)).size).toBe(30);
    expect(ended).toHaveLength(27);
  });

  it('of which the oldest makes way', async () => {
    const opened: StoredSession[] = [];
    for (let n = 0; n < 3; n++) {
      opened.push(makeSession());
      await open(END_OLDEST, opened[n]);
      test.clock.advance({ seconds: 1 });
    }
    const outcome = await open(END_OLDEST, makeSession());
    expect(outcome).toMatchObject({ outcome: 'opened', ended: [{ id: opened[0]!.id }] });
  });

  it('that have expired make way, also where none else does', async () => {
    for (let n = 0; n < 3; n++) await open(REFUSE);
    expect(await open(REFUSE)).toEqual({ outcome: 'limit' });
    test.clock.advance({ minutes: 30 });
    expect(await open(REFUSE)).toMatchObject({ outcome: 'opened', ended: [{ idleMinutes: 30 }] });
    expect(await living()).toHaveLength(1);
  });

  it('that a lower limit leaves no place end with the next sign-in, or keep others out', async () => {
    for (let n = 0; n < 3; n++) await open(REFUSE);
    expect(await open({ limit: 2, atLimit: 'refuse' })).toEqual({ outcome: 'limit' });
    const outcome = await open({ limit: 1, atLimit: 'end-oldest' });
    expect(outcome.outcome === 'opened' && outcome.ended).toHaveLength(3);
    expect(await living()).toHaveLength(1);
  });

  it('of other people are not counted', async () => {
    for (let n = 0; n < 3; n++) await open(REFUSE, makeSession({ principalId: 'corp.test/bob' }));
    expect(await open(REFUSE)).toMatchObject({ outcome: 'opened', ended: [] });
  });

  it('are over for every question once they have expired', async () => {
    const session = makeSession();
    const token = randomBytes(32);
    await stores[0]!.open(session, token, REFUSE);
    test.clock.advance({ minutes: 29 });
    expect(await stores[1]!.touch(session.id, test.clock.now())).toBe(true);
    test.clock.advance({ minutes: 30 });
    const now = test.clock.now();
    const [store] = stores as [PostgresSessionStore];
    expect(await store.find(token, now)).toBeUndefined();
    expect(await store.touch(session.id, now)).toBe(false);
    const proof = { tokenHash: randomBytes(32), methods: [], generation: undefined };
    expect(await store.prove(session.id, proof, now)).toBeUndefined();
    expect(await store.end({ principalId: session.principalId }, now)).toEqual([]);
    const taken = await Promise.all(stores.map((one) => one.takeExpired(now, 10)));
    expect(taken.flat().map(({ id }) => id)).toEqual([session.id]);
  });

  it('are ended by id, by sign-in or all but one, and only those of the person', async () => {
    const [store] = stores as [PostgresSessionStore];
    const now = test.clock.now();
    const [a, b, c] = [makeSession(), makeSession(), makeSession()];
    for (const session of [a, b, c]) await open(REFUSE, session);
    const { principalId } = a;
    expect(await store.end({ principalId: 'corp.test/bob', id: a.id }, now)).toEqual([]);
    expect(await store.end({ principalId, correlationId: b.correlationId }, now)).toMatchObject([
      { id: b.id },
    ]);
    expect(await store.end({ principalId, except: c.id }, now)).toMatchObject([{ id: a.id }]);
    expect(await store.end({ principalId, id: c.id }, now)).toMatchObject([{ id: c.id }]);
  });
});
