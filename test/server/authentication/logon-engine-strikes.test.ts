import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { DatabaseOverloadedError } from '../../../server/src/storage/statement-queue.js';
import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import {
  ADMITTED,
  beginRequest,
  expectOutcome,
  makeSource,
  makeWebSource,
} from '../../support/server-core.js';

describe('strikes in the logon engine', () => {
  let scene: LogonScene;
  startSceneForEachTest((started) => (scene = started));

  it('R34: are shared by passwords and codes, by names and by workstations', async () => {
    await scene.applyPolicy({ lockout: { strikes: 5, sourceStrikes: 5 } });
    const elsewhere = makeSource();
    await scene.begin('alice', 'wrong');
    await scene.begin('CORP\\Alice', 'wrong', elsewhere);
    const first = await scene.challenge();
    await scene.answer(first, scene.wrongCode());
    expect(await scene.answer(first, scene.wrongCode())).toMatchObject({ strikesLeft: 1 });
    expect(await scene.answer(first, scene.wrongCode())).toMatchObject({
      outcome: 'denied',
      code: 'principal.locked',
      lockedUntil: new Date(scene.test.clock.now().getTime() + 15 * 60_000).toISOString(),
    });
    expect(await scene.begin('alice@corp.test', PASSWORD, makeSource())).toMatchObject({
      code: 'principal.locked',
    });
    expect(await scene.events('principal.locked')).toHaveLength(1);
    await scene.test.core.strikes.unlock(scene.alice, {}, makeSource());
    expectOutcome(await scene.begin(), 'challenge');
  });

  it('R35: 200 parallel wrong codes over two nodes and two doors are looked at as often as the limit allows', async () => {
    await scene.applyPolicy({ lockout: { strikes: 5, sourceStrikes: 5 } });
    const other = (await scene.test.addNode()).engine;
    const atWeb = makeWebSource();
    const [first, second] = [await scene.challenge(), await scene.challenge('alice', atWeb)];
    const code = scene.wrongCode();
    const verdicts = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        untilRun(() =>
          (i % 2 === 0 ? scene.engine : other).answer({
            source: i % 4 < 2 ? scene.source : atWeb,
            admission: ADMITTED,
            ...(i % 4 < 2 ? first : second),
            code,
          }),
        ),
      ),
    );
    expect(verdicts.every(({ outcome }) => outcome !== 'granted')).toBe(true);
    expect(await scene.events('factor.rejected')).toHaveLength(5);
    expect(await scene.events('principal.locked')).toHaveLength(1);
    // Neither door has had all of them, unless the other one came too late.
    expect((await scene.events('source.locked')).length).toBeLessThanOrEqual(1);
    expect(await scene.answer(first, scene.codeNow())).toMatchObject({ outcome: 'denied' });
    const right = { source: atWeb };
    expect(await scene.answer(second, scene.codeNow(), right)).toMatchObject({ outcome: 'denied' });
  });

  it('R35: 200 parallel wrong passwords reach the directory as often as the limit allows', async () => {
    await scene.applyPolicy({ lockout: { strikes: 7, sourceStrikes: 7 } });
    const other = (await scene.test.addNode()).engine;
    const verdicts = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        untilRun(() =>
          (i % 2 === 0 ? scene.engine : other).begin(
            beginRequest(scene.source, 'alice', `wrong ${i}`),
          ),
        ),
      ),
    );
    expect(scene.test.directory.passwordChecks).toBe(7);
    const codes = verdicts.map((verdict) => expectOutcome(verdict, 'denied').code);
    expect(codes.filter((code) => code === 'credentials.wrong')).toHaveLength(7);
    expect(await scene.events('principal.locked')).toHaveLength(1);
  });

  it('R35: stand when the attempt ends in the middle', async () => {
    scene.test.directory.onPasswordCheck = async () => {
      throw new Error('a crash');
    };
    await expect(scene.begin()).rejects.toThrow('a crash');
    expect(await scene.strikes()).toBe(1);
  });

  it('are not cleared by a right password, only by a grant', async () => {
    const first = await scene.challenge();
    await scene.answer(first, scene.wrongCode());
    await scene.answer(first, scene.wrongCode());
    const second = await scene.challenge();
    expect(await scene.strikes()).toBe(2);
    expect(await scene.answer(second, scene.wrongCode())).toMatchObject({ strikesLeft: 2 });
    expectOutcome(await scene.answer(second, scene.codeNow()), 'granted');
    expect(await scene.strikes()).toBe(0);
  });

  it('R39: cost nothing for triggering, switching and sending again', async () => {
    let current = await scene.challenge();
    for (const method of ['email', 'totp', 'email', 'email', 'email', 'totp'] as const) {
      current = expectOutcome(await scene.choose(current, method), 'challenge');
      await scene.challenge();
    }
    expect(await scene.strikes()).toBe(0);
    expect(await scene.answer(current, scene.wrongCode())).toMatchObject({ strikesLeft: 4 });
  });

  it('R44: lock out a source alone, so that others cannot lock a person out of everywhere', async () => {
    const attacker = makeSource();
    for (let i = 0; i < 5; i++) await scene.begin('alice', 'wrong', attacker);
    for (let i = 0; i < 50; i++) {
      expect(await scene.begin('alice', PASSWORD, attacker)).toMatchObject({
        code: 'source.locked',
      });
    }
    expectOutcome(await scene.answer(await scene.challenge(), scene.codeNow()), 'granted');
    expect(await scene.events('source.locked')).toHaveLength(1);
    expect(await scene.events('principal.locked')).toEqual([]);
  });

  it('stay hidden where the policy says so', async () => {
    await scene.applyPolicy({ lockout: { showStrikes: false } });
    expect(await scene.begin('alice', 'wrong')).not.toHaveProperty('strikesLeft');
    const first = await scene.challenge();
    expect(await scene.answer(first, scene.wrongCode())).not.toHaveProperty('strikesLeft');
  });
});

/** Tries again what a loaded database did not run: what is shed before its strike has cost nothing. */
async function untilRun<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DatabaseOverloadedError) || tries === 10) throw error;
      await sleep(100);
    }
  }
}
