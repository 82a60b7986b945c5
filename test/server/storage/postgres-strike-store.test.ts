import { DEFAULT_POLICY } from '@gatehouse/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Lock, Lockout, Strike } from '../../../server/src/regulation/strikes.js';
import { openDatabase } from '../../../server/src/storage/database.js';
import type { DatabaseConnections } from '../../../server/src/storage/database.js';
import { PostgresStrikeStore } from '../../../server/src/storage/postgres-strike-store.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

describe('strikes in PostgreSQL', () => {
  let postgres: TestPostgres;
  let pools: DatabaseConnections[];
  let store: PostgresStrikeStore;
  let otherNode: PostgresStrikeStore;
  let clock: FakeClock;
  let serial = 0;

  const lockout = (changes: Partial<Lockout> = {}): Lockout => ({
    ...DEFAULT_POLICY.lockout,
    strikes: 5,
    sourceStrikes: 5,
    ...changes,
  });
  const newKey = (source = 'desktop:wks_1') => ({ principalId: `corp.test/${++serial}`, source });
  const isStrike = (taken: Strike | Lock): taken is Strike => !('code' in taken);
  const takeAll = async (
    count: number,
    key: Strike | ReturnType<typeof newKey>,
    limits: Lockout,
  ) => {
    for (let i = 0; i < count; i++) await store.take(key, limits, clock.now());
  };

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const location = await postgres.createDatabase();
    pools = [openDatabase(location), openDatabase(location)];
    [store, otherNode] = pools.map(({ pool }) => new PostgresStrikeStore(pool)) as [
      PostgresStrikeStore,
      PostgresStrikeStore,
    ];
    clock = new FakeClock();
  }, 60_000);

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await postgres[Symbol.asyncDispose]();
  });

  it('R35: of 200 parallel attempts over two nodes admits exactly as many as the limit', async () => {
    const key = newKey();
    const taken = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        (i % 2 === 0 ? store : otherNode).take(key, lockout(), clock.now()),
      ),
    );
    const strikes = taken.filter(isStrike);
    expect(strikes.map(({ principalCount }) => principalCount).toSorted()).toEqual([1, 2, 3, 4, 5]);
    expect(await store.status(key.principalId, lockout(), clock.now())).toMatchObject({
      strikes: 5,
      locked: true,
    });
  });

  it('R34: counts attempts from different sources together, also when they race', async () => {
    const key = newKey();
    const limits = lockout({ strikes: 20, sourceStrikes: 3 });
    const taken = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        (i % 2 === 0 ? store : otherNode).take(
          { ...key, source: `desktop:wks_${i % 25}` },
          limits,
          clock.now(),
        ),
      ),
    );
    const strikes = taken.filter(isStrike);
    expect(strikes).toHaveLength(20);
    expect(Math.max(...strikes.map(({ sourceCount }) => sourceCount))).toBeLessThanOrEqual(3);
    expect(await store.status(key.principalId, limits, clock.now())).toMatchObject({ strikes: 20 });
  });

  it('R44: locks out the source first, and leaves other sources their strikes', async () => {
    const key = newKey();
    const limits = lockout({ strikes: 10, sourceStrikes: 3 });
    await takeAll(3, key, limits);
    for (let i = 0; i < 20; i++) {
      expect(await store.take(key, limits, clock.now())).toEqual({
        code: 'source.locked',
        until: new Date(clock.now().getTime() + 15 * 60_000),
      });
    }
    const elsewhere = await store.take({ ...key, source: 'desktop:wks_2' }, limits, clock.now());
    expect(elsewhere).toMatchObject({ sourceCount: 1, principalCount: 4 });
  });

  it('gives back one strike, not those of others', async () => {
    const key = newKey();
    await takeAll(3, key, lockout());
    const strike = await store.take(key, lockout(), clock.now());
    if (!isStrike(strike)) throw new Error('locked');
    await store.giveBack(strike, clock.now());
    expect(await store.status(key.principalId, lockout(), clock.now())).toEqual({
      strikes: 3,
      locked: false,
    });
  });

  it('a strike given back at the limit ends the lock that it had begun', async () => {
    const key = newKey();
    const limits = lockout({ durationMinutes: 0 });
    await takeAll(4, key, limits);
    const last = await store.take(key, limits, clock.now());
    if (!isStrike(last)) throw new Error('locked');
    expect(await store.take(key, limits, clock.now())).toEqual({
      code: 'principal.locked',
      until: undefined,
    });
    await store.giveBack(last, clock.now());
    expect(await store.take(key, limits, clock.now())).toMatchObject({ principalCount: 5 });
  });

  it('a lock that somebody has to end holds when the limit is raised, and ends when somebody does', async () => {
    const key = newKey();
    await takeAll(5, key, lockout({ durationMinutes: 0 }));
    const raised = lockout({ durationMinutes: 0, strikes: 10, sourceStrikes: 10 });
    const hard = { code: 'principal.locked', until: undefined };
    const elsewhere = { ...key, source: 'desktop:wks_2' };
    for (const where of [key, elsewhere]) {
      expect(await store.take(where, raised, clock.now())).toEqual(hard);
      expect(await store.findLock(where, raised, clock.now())).toEqual(hard);
    }
    expect(await store.status(key.principalId, raised, clock.now())).toEqual({
      strikes: 5,
      locked: true,
    });
    await store.clear(key.principalId);
    expect(await store.take(key, raised, clock.now())).toMatchObject({ principalCount: 1 });
  });

  it('finds the lock of a source or of a principal, and takes nothing', async () => {
    const key = newKey();
    const limits = lockout({ strikes: 3, sourceStrikes: 2, durationMinutes: 0 });
    expect(await store.findLock(key, limits, clock.now())).toBeUndefined();
    await takeAll(2, key, limits);
    const until = new Date(clock.now().getTime() + 15 * 60_000);
    expect(await store.findLock(key, limits, clock.now())).toEqual({
      code: 'source.locked',
      until,
    });
    const elsewhere = { ...key, source: 'desktop:wks_2' };
    expect(await store.findLock(elsewhere, limits, clock.now())).toBeUndefined();
    expect(await store.take(elsewhere, limits, clock.now())).toMatchObject({ principalCount: 3 });
    const hard = { code: 'principal.locked', until: undefined };
    expect(await store.findLock(key, limits, clock.now())).toEqual(hard);
    expect(await store.findLock(elsewhere, limits, clock.now())).toEqual(hard);
  });

  it('no lock is told that nobody has: right attempts in between are taken back', async () => {
    const key = newKey();
    const limits = lockout({ strikes: 1, sourceStrikes: 1, durationMinutes: 0 });
    const told: Lock[] = [];
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const node = i % 2 === 0 ? store : otherNode;
        for (let n = 0; n < 10; n++) {
          const taken = await node.take(key, limits, clock.now());
          if (isStrike(taken)) await node.giveBack(taken, clock.now());
          else told.push(taken);
        }
      }),
    );
    expect(told.length).toBeGreaterThan(0);
    // Only a principal's lock may have no end: the help desk's to let go of.
    const endless = told.filter(({ code, until }) => code === 'source.locked' && !until);
    expect(endless).toEqual([]);
    expect((await store.status(key.principalId, limits, clock.now())).strikes).toBe(0);
  });

  it('forgets failures that lie further apart than the window', async () => {
    const key = newKey();
    const limits = lockout({ windowMinutes: 30 });
    await takeAll(4, key, limits);
    clock.advance({ minutes: 30 });
    expect(await store.take(key, limits, clock.now())).toMatchObject({ principalCount: 1 });
  });

  it('ends a lock after its duration, and refused attempts do not prolong it', async () => {
    const key = newKey();
    const limits = lockout({ durationMinutes: 10, sourceDurationMinutes: 10 });
    await takeAll(5, key, limits);
    clock.advance({ minutes: 9, seconds: 59 });
    expect(await store.take(key, limits, clock.now())).toMatchObject({ code: 'principal.locked' });
    clock.advance({ seconds: 1 });
    expect(await store.take(key, limits, clock.now())).toMatchObject({ principalCount: 1 });
  });

  it('keeps a lock of duration 0 until the help desk ends it', async () => {
    const key = newKey();
    const limits = lockout({ durationMinutes: 0 });
    await takeAll(5, key, limits);
    clock.advance({ minutes: 60 * 24 * 365 });
    while ((await store.sweep(clock.now())) > 0);
    expect(await store.take(key, limits, clock.now())).toMatchObject({ code: 'principal.locked' });
    expect(await store.status(key.principalId, limits, clock.now())).toEqual({
      strikes: 5,
      locked: true,
    });
    await store.clear(key.principalId);
    expect(await store.take(key, limits, clock.now())).toMatchObject({ principalCount: 1 });
  });

  it('a limit of one locks at the first failure', async () => {
    const key = newKey();
    const limits = lockout({ strikes: 1, sourceStrikes: 1 });
    expect(await store.take(key, limits, clock.now())).toMatchObject({ principalCount: 1 });
    expect(await store.take(key, limits, clock.now())).toMatchObject({ code: 'principal.locked' });
  });

  it('sweeps counters that have not counted for a day', async () => {
    const key = newKey();
    await takeAll(2, key, lockout());
    clock.advance({ minutes: 60 * 26 });
    let swept = 0;
    for (let batch = -1; batch !== 0; swept += batch) batch = await store.sweep(clock.now());
    expect(swept).toBeGreaterThan(0);
    const { rows } = await pools[0]!.pool.query('SELECT 1 FROM strikes WHERE principal_id = $1', [
      key.principalId,
    ]);
    expect(rows).toEqual([]);
  });

  describe('of a request that is not admitted yet', () => {
    const claimOf = async (more: { revoked?: boolean; unknown?: boolean } = {}) => {
      const keyId = `wks_${++serial}`;
      if (more.unknown !== true) {
        await pools[0]!.pool.query(
          `INSERT INTO workstations (id, hostname, platform, version, hardware_key, thumbprint, public_x, public_y,
             join_token_id, joined_at, revoked_at)
           VALUES ($1, 'host', 'windows', '1', false, $1, 'x', 'y', 'jtk', now(), $2)`,
          [keyId, more.revoked === true ? clock.now() : null],
        );
      }
      return {
        keyId,
        nonce: `nonce ${serial}`,
        expiresAt: new Date(clock.now().getTime() + 60_000),
      };
    };

    it('takes one strike for any number of copies over two nodes', async () => {
      const [key, claim] = [newKey(), await claimOf()];
      const taken = await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          (i % 2 === 0 ? store : otherNode).take(key, lockout(), clock.now(), claim),
        ),
      );
      expect(taken.filter((result) => 'principalCount' in result)).toMatchObject([
        { principalCount: 1, sourceCount: 1 },
      ]);
      expect(taken.filter((result) => 'refused' in result)).toEqual(
        Array.from({ length: 39 }, () => ({ refused: 'replayed' })),
      );
      expect((await store.status(key.principalId, lockout(), clock.now())).strikes).toBe(1);
    });

    it('counts requests that differ, and says of a locked principal that it is locked', async () => {
      const key = newKey();
      for (let count = 1; count <= 5; count++) {
        const strike = await store.take(key, lockout(), clock.now(), await claimOf());
        expect(strike).toMatchObject({ principalCount: count });
      }
      const claim = await claimOf();
      expect(await store.take(key, lockout(), clock.now(), claim)).toMatchObject({
        code: 'principal.locked',
      });
      expect(await store.take(key, lockout(), clock.now(), claim)).toEqual({ refused: 'replayed' });
    });

    it.each([
      ['revoked', { revoked: true }],
      ['unknown', { unknown: true }],
    ])('takes no strike for a workstation that is %s', async (refused, more) => {
      const key = newKey();
      const claim = await claimOf(more);
      expect(await store.take(key, lockout(), clock.now(), claim)).toEqual({ refused });
      expect((await store.status(key.principalId, lockout(), clock.now())).strikes).toBe(0);
    });

    it('takes a strike or admits nothing when the same request comes for two principals at once', async () => {
      for (let round = 0; round < 10; round++) {
        const claim = await claimOf();
        const keys = [newKey(), newKey(), newKey(), newKey()];
        const taken = await Promise.all(
          keys.flatMap((key, i) => [
            (i % 2 === 0 ? store : otherNode).take(key, lockout(), clock.now(), claim),
            (i % 2 === 0 ? otherNode : store).take(key, lockout(), clock.now()),
          ]),
        );
        expect(taken.filter((result) => 'refused' in result)).toHaveLength(3);
      }
    });
  });
});
