import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { LogonScene } from '../../support/logon-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { expectOutcome, makeSource } from '../../support/server-core.js';

describe('logons in PostgreSQL', () => {
  let postgres: TestPostgres;
  let scene: LogonScene;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    scene = await LogonScene.start(postgres);
  }, 60_000);
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
  });

  const sweepAll = async () => {
    const logons = scene.test.core.sweepers.find(({ name }) => name === 'logons')!;
    while ((await logons.sweep(scene.test.clock.now())) > 0);
  };
  const count = async () => {
    const { rows } = await scene.test.connections.pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM logons',
    );
    return rows[0]?.count;
  };

  it('are swept an hour after they expired, open ones never', async () => {
    await scene.challenge();
    scene.test.clock.advance({ minutes: 65 });
    const open = await scene.challenge();
    await sweepAll();
    expect(await count()).toBe(2);
    scene.test.clock.advance({ minutes: 6 });
    await sweepAll();
    expect(await count()).toBe(1);
    expectOutcome(await scene.answer(open, scene.codeNow()), 'granted');
  });

  it('are cancelled or granted, but not both, when two nodes race', async () => {
    const other = (await scene.test.addNode()).engine;
    for (let i = 0; i < 10; i++) {
      scene.test.clock.advance({ seconds: 30 });
      const source = makeSource();
      const first = await scene.challenge('alice', source);
      const before = (await scene.events('logon.cancelled')).length;
      const [verdict] = await Promise.all([
        scene.answer(first, scene.codeNow(), { source }),
        other.cancel({ source, logonId: first.logonId }),
      ]);
      const cancelled = (await scene.events('logon.cancelled')).length - before;
      expect(verdict.outcome === 'granted').toBe(cancelled === 0);
    }
  });
});
