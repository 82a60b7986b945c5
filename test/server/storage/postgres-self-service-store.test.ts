import { randomBytes } from 'node:crypto';

import { DEFAULT_POLICY, formatId } from '@gatehouse/protocol';
import type { SelfServiceId } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import type { Session, Stage } from '../../../server/src/self-service/session.js';
import { PostgresSelfServiceStore } from '../../../server/src/storage/postgres-self-service-store.js';
import { startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';

describe('self-service in the database', () => {
  let scene: LogonScene;
  let store: PostgresSelfServiceStore;
  startSceneForEachTest((started) => {
    scene = started;
    store = new PostgresSelfServiceStore(started.test.connections.pool);
  });

  async function open(
    principalId: string,
    workstationId: string,
    { stage = 'questions', ...more }: Partial<Session & { stage: Stage }> = {},
  ): Promise<SelfServiceId> {
    const { lockout, otp, contact } = DEFAULT_POLICY;
    const session: Session = {
      id: formatId('sfs', randomBytes(16)),
      ...{
        door: 'desktop',
        sourceKey: workstationId,
        principalId,
        purpose: 'reset',
        proof: 'answers',
        resetGrant: false,
      },
      ...{ principalName: undefined, account: undefined, language: undefined },
      ...{ settings: { lockout, otp, contact, methods: [] }, questions: undefined },
      ...more,
    };
    scene.test.clock.advance({ seconds: 1 });
    const expiresAt = new Date(scene.test.clock.now().getTime() + 600_000);
    await store.open(session, { stage, challenge: undefined, expiresAt });
    return session.id;
  }

  const count = async () => {
    const { pool } = scene.test.connections;
    const { rows } = await pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM self_service_sessions',
    );
    return rows[0]!.count;
  };

  it('keeps the newest four of a person at a workstation, and none that others began goes for it', async () => {
    const elsewhere = await open('alice', 'wks_b');
    const other = await open('bob', 'wks_a');
    const mine = [];
    for (let at = 0; at < 30; at++) mine.push(await open('alice', 'wks_a'));
    const found = await Promise.all(mine.map((id) => store.find(id)));
    expect(found.map((session) => session !== undefined)).toEqual([
      ...Array<boolean>(26).fill(false),
      ...Array<boolean>(4).fill(true),
    ]);
    expect(await store.find(elsewhere)).toBeDefined();
    expect(await store.find(other)).toBeDefined();
  });

  it('keeps a bounded number of a workstation, whatever names are typed, and of a person', async () => {
    for (let at = 0; at < 80; at++) await open(`phantom/${at}`, 'wks_a');
    expect(await count()).toBe(64);
    for (let at = 0; at < 20; at++) await open('alice', `wks_${at}`);
    expect(await count()).toBe(64 + 16);
  });

  const TWO = { proof: 'answers-and-otp' } as const;
  it.each<[string, Partial<Session & { stage: Stage }>]>([
    ['right answers at a tile', { ...TWO, stage: 'challenge' }],
    ['a right code in a browser', { ...TWO, door: 'web', stage: 'questions' }],
    ['everything', { stage: 'new-password' }],
  ])('strangers do not push out whoever has proven %s', async (_, proven) => {
    const { door = 'desktop' } = proven;
    const mine = await open('alice', 'browser', proven);
    const stage = door === 'web' ? 'challenge' : 'questions';
    const begun: SelfServiceId[] = [];
    for (let at = 0; at < 40; at++) {
      begun.push(await open('alice', `stranger ${at}`, { ...TWO, door, stage }));
    }
    expect(await store.find(mine)).toBeDefined();
    // Of the others the newest stay, and all are as many as before.
    const found = await Promise.all(begun.map((id) => store.find(id)));
    expect(found.map((session) => session !== undefined)).toEqual([
      ...Array<boolean>(25).fill(false),
      ...Array<boolean>(15).fill(true),
    ]);
  });

  it('sessions with a proof are bounded as well, and those that are over go before them', async () => {
    const over = await open('alice', 'over', { stage: 'done' });
    const mine: SelfServiceId[] = [];
    for (let at = 0; at < 20; at++) {
      mine.push(await open('alice', `wks_${at}`, { stage: 'new-password' }));
    }
    expect(await store.find(over)).toBeUndefined();
    expect(await count()).toBe(16);
    expect(await store.find(mine[3]!)).toBeUndefined();
    expect(await store.find(mine[4]!)).toBeDefined();
    const last = await open('alice', 'wks_last');
    expect(await store.find(last)).toBeDefined();
    expect(await count()).toBe(16);
  });

  it('stays bounded when many are begun at once', async () => {
    await Promise.all(Array.from({ length: 100 }, () => open('alice', 'wks_a')));
    const last = await open('alice', 'wks_a');
    expect(await count()).toBe(4);
    expect(await store.find(last)).toBeDefined();
  });
});
