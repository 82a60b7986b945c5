import { randomBytes } from 'node:crypto';

import { DEFAULT_POLICY, formatCorrelationId } from '@gatehouse/protocol';
import type { CorrelationId } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import type { DirectoryAccount } from '../../../server/src/directory/directory.js';
import { DirectoryUnavailableError } from '../../../server/src/directory/directory.js';
import { requireRecent } from '../../../server/src/sessions/require-recent.js';
import type { Sessions } from '../../../server/src/sessions/sessions.js';
import { startForEachTest } from '../../support/logon-scene.js';
import { startTestCore } from '../../support/server-core.js';
import type { TestCore } from '../../support/server-core.js';

describe('sessions', () => {
  let test: TestCore;
  let sessions: Sessions;
  let alice: DirectoryAccount;
  startForEachTest(startTestCore, (started) => {
    test = started;
    sessions = started.core.web.sessions;
    alice = started.directory.add({ name: 'alice', password: 'secret' });
  });

  const context = (): { correlationId: CorrelationId; source: string } => ({
    correlationId: formatCorrelationId(randomBytes(16)),
    source: '192.0.2.7',
  });
  const open = async (replaces?: string) => {
    const opened = await sessions.open(
      {
        principalId: alice.principalId,
        principalName: 'CORP\\alice',
        methods: ['totp'],
        generation: alice.passwordGeneration,
        policy: DEFAULT_POLICY.logon.web,
        userAgent: 'A browser',
        replaces,
      },
      context(),
    );
    if (opened === undefined) throw new Error('refused');
    return opened;
  };
  const REQUIRED = expect.objectContaining({ code: 'session.required' });
  const ends = async () => {
    const { events } = await test.core.audit.read({ limit: 1000 });
    return events
      .filter(({ type }) => type === 'session.ended')
      .map(({ detail }) => detail['reason']);
  };

  it('know their person by the token, and by nothing else', async () => {
    const { token, session } = await open();
    expect(await sessions.require(token)).toMatchObject({
      ...{ principalId: alice.principalId, sessionId: session.id, methods: ['totp'] },
    });
    const wrong = [
      undefined,
      '',
      token.slice(1),
      `${token}A`,
      session.id,
      'A'.repeat(43),
      `${token}=`,
    ];
    for (const other of wrong) await expect(sessions.require(other)).rejects.toEqual(REQUIRED);
  });

  it('keep no token: what is stored opens nothing', async () => {
    const { token } = await open();
    const { rows } = await test.connections.pool.query(
      'SELECT sessions::text AS row FROM sessions',
    );
    const text = JSON.stringify(rows);
    expect(text).not.toContain(token);
    expect(text).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
  });

  it('of the same browser ends when the new one is there, and not for one that is refused', async () => {
    const policy = { ...DEFAULT_POLICY.logon.web, atSessionLimit: 'refuse' as const };
    const openAs = (account: DirectoryAccount, concurrentSessions: number, replaces?: string) =>
      sessions.open(
        {
          ...{ principalId: account.principalId, principalName: 'CORP\\x', methods: [] },
          ...{ generation: account.passwordGeneration, userAgent: undefined, replaces },
          policy: { ...policy, concurrentSessions },
        },
        context(),
      );
    const bob = test.directory.add({ name: 'bob', password: 'secret' });
    const [one, two] = [await openAs(alice, 2), await openAs(alice, 2)];
    const bobs = await openAs(bob, 1);
    expect(await openAs(alice, 2, bobs!.token)).toBeUndefined();
    await sessions.require(bobs!.token);
    // The policy allows fewer by now: the replaced one leaves no place.
    expect(await openAs(alice, 1, one!.token)).toBeUndefined();
    await sessions.require(one!.token);
    expect(await ends()).toEqual([]);
    const three = await openAs(alice, 2, one!.token);
    await expect(sessions.require(one!.token)).rejects.toEqual(REQUIRED);
    const four = await openAs(alice, 3, two!.token);
    await expect(sessions.require(two!.token)).rejects.toEqual(REQUIRED);
    for (const { token } of [three!, four!]) await sessions.require(token);
    expect(await ends()).toEqual(['replaced', 'replaced']);
  });

  it('go on for minutes while the directory is away, and not for ever', async () => {
    const { token } = await open();
    test.directory.available = false;
    test.clock.advance({ minutes: 14 });
    await sessions.require(token);
    test.clock.advance({ minutes: 1 });
    await expect(sessions.require(token)).rejects.toBeInstanceOf(DirectoryUnavailableError);
    test.directory.available = true;
    await sessions.require(token);
  });

  it('ask the directory once a minute, whatever is asked of them', async () => {
    const { token } = await open();
    const { searches } = test.directory;
    for (let n = 0; n < 5; n++) await sessions.require(token);
    expect(test.directory.searches).toBe(searches);
    test.clock.advance({ seconds: 61 });
    for (let n = 0; n < 5; n++) await sessions.require(token);
    expect(test.directory.searches).toBe(searches + 1);
  });

  it('end when the account is gone', async () => {
    const { token } = await open();
    test.directory.remove('alice');
    test.clock.advance({ seconds: 61 });
    await expect(sessions.require(token)).rejects.toEqual(REQUIRED);
    expect(await ends()).toEqual(['account']);
  });

  it('end when the password was set elsewhere, but not when their owner changed it in one', async () => {
    const [mine, other] = [await open(), await open()];
    const person = await sessions.require(mine.token);
    test.directory.setPassword('alice', 'changed here');
    expect(await sessions.keepOnly(person, context())).toBe(1);
    test.clock.advance({ seconds: 61 });
    await sessions.require(mine.token);
    await expect(sessions.require(other.token)).rejects.toEqual(REQUIRED);
    test.directory.setPassword('alice', 'changed elsewhere');
    test.clock.advance({ seconds: 61 });
    await expect(sessions.require(mine.token)).rejects.toEqual(REQUIRED);
    expect(await ends()).toEqual(['password', 'password']);
  });

  it('are looked at without being used: they end when they would have ended', async () => {
    const { token, session } = await open();
    for (let minutes = 0; minutes < 29; minutes++) {
      test.clock.advance({ minutes: 1 });
      expect(await sessions.look(token)).toMatchObject({ sessionId: session.id });
    }
    const [looked] = await sessions.list(alice.principalId);
    expect(looked).toMatchObject({
      ...{ lastSeenAt: session.lastSeenAt, idleExpiresAt: session.idleExpiresAt },
    });
    test.clock.advance({ minutes: 1 });
    await expect(sessions.look(token)).rejects.toEqual(REQUIRED);
  });

  it('end at a look, too, when the account is gone', async () => {
    const { token } = await open();
    test.directory.remove('alice');
    test.clock.advance({ seconds: 61 });
    await expect(sessions.look(token)).rejects.toEqual(REQUIRED);
    expect(await ends()).toEqual(['account']);
  });

  it('are ended all at once by whoever takes away what they rest on', async () => {
    const opened = [await open(), await open()];
    expect(await sessions.endAll(alice.principalId, 'factors', context())).toBe(2);
    for (const { token } of opened) await expect(sessions.require(token)).rejects.toEqual(REQUIRED);
    expect(await ends()).toEqual(['factors', 'factors']);
    expect(await sessions.endAll(alice.principalId, 'factors', context())).toBe(0);
  });

  it('name whoever ended them for somebody else', async () => {
    await open();
    const operator = { id: 'key_1', name: 'desk' };
    const selection = { principalId: alice.principalId };
    await sessions.endForOperator(selection, 'ticket 4711', { ...context(), operator });
    const { events } = await test.core.audit.read({ limit: 1000 });
    expect(events.find(({ type }) => type === 'session.ended')).toMatchObject({
      detail: {
        ...{ reason: 'administrator', operatorReason: 'ticket 4711' },
        ...{ operator: 'key_1', operatorName: 'desk' },
      },
    });
  });

  it('that nobody ended are swept, and the audit says how they ended', async () => {
    const { token } = await open();
    test.clock.advance({ minutes: 29 });
    await sessions.require(token);
    await open();
    for (let n = 0; n < 12 * 60; n += 29) {
      test.clock.advance({ minutes: 29 });
      await sessions.require(token).catch(() => undefined);
    }
    const sweeper = test.core.sweepers.find(({ name }) => name === 'sessions')!;
    const swept = await sweeper.sweep(test.clock.now());
    expect(swept).toBe(2);
    expect([...(await ends())].sort()).toEqual(['expired', 'idle']);
  });

  it('say when the last proof is too old, to the minute', async () => {
    const { session } = await open();
    const now = new Date(session.authenticatedAt.getTime() + 5 * 60_000);
    expect(() => requireRecent(session, 5, now)).not.toThrow();
    const later = new Date(now.getTime() + 1);
    expect(() => requireRecent(session, 5, later)).toThrow(
      expect.objectContaining({ code: 'session.proof-required' }),
    );
  });
});
