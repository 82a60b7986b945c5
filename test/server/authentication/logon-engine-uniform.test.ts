import type { Verdict } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { makeSource } from '../../support/server-core.js';

describe('R38: unknown and known names', () => {
  let scene: LogonScene;
  startSceneForEachTest((started) => (scene = started));

  const without = (verdict: Verdict) => ({ ...verdict, correlationId: undefined });

  it('read alike from the first wrong password to the end of the lock', async () => {
    await scene.applyPolicy({ lockout: { strikes: 4, sourceStrikes: 4 } });
    for (let i = 0; i < 8; i++) {
      const known = await scene.begin('alice', 'wrong');
      const unknown = await scene.begin('zed', 'wrong');
      expect(without(unknown)).toEqual(without(known));
    }
    scene.test.clock.advance({ minutes: 15 });
    expect(without(await scene.begin('zed', 'wrong'))).toEqual(
      without(await scene.begin('alice', 'wrong')),
    );
  });

  it.each([
    ['alice', 'zed'],
    ['CORP\\alice', 'corp\\ZED'],
    ['alice@corp.test', 'zed@CORP.test'],
    ['  alice ', ' Zed'],
  ])('count %j and %j like their other spellings', async (known, unknown) => {
    await scene.begin('alice', 'wrong');
    await scene.begin('zed', 'wrong');
    const expected = { code: 'credentials.wrong', strikesLeft: 3 };
    expect(await scene.begin(known, 'wrong')).toMatchObject(expected);
    expect(await scene.begin(unknown, 'wrong')).toMatchObject(expected);
  });

  it('cost the directory the same, with policies for groups too', async () => {
    await scene.test.core.policies.apply(
      {
        name: 'admins',
        priority: 1,
        assign: { everyone: false, users: [], groups: ['Admins'] },
        settings: {},
      },
      makeSource(),
    );
    const costOf = async (name: string) => {
      const { directory } = scene.test;
      const [searches, checks] = [directory.searches, directory.passwordChecks];
      await scene.begin(name, 'wrong');
      return [directory.searches - searches, directory.passwordChecks - checks];
    };
    const known = [await costOf('alice'), await costOf('alice')];
    expect([await costOf('zed'), await costOf('zed')]).toEqual(known);
    expect(known).toEqual([
      [2, 1],
      [1, 1],
    ]);
  });

  it('an account that is locked in the directory reads like a wrong password', async () => {
    scene.test.directory.setState('alice', 'wrong');
    expect(without(await scene.begin('alice'))).toEqual(without(await scene.begin('zed')));
  });

  it('leave no trace of what was typed instead of a name', async () => {
    await scene.begin('Hunter2-in-the-wrong-field', 'wrong');
    expect(JSON.stringify(await scene.events())).not.toMatch(/hunter2/i);
    expect(await scene.events('logon.denied')).toMatchObject([
      { principalId: expect.stringMatching(/^phantom\/[0-9a-f]{40}$/) },
    ]);
  });

  it('take the same time, over 1000 samples', async () => {
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let i = 0; i < 500; i++) {
      scene.test.directory.add({ name: `known${i}`, password: PASSWORD });
      // Taking turns, in changing order: what else the machine does slows both.
      const turns = ['known', 'unknown'] as const;
      for (const kind of i % 2 === 0 ? turns : turns.toReversed()) {
        const start = performance.now();
        await scene.begin(`${kind}${i}`, 'wrong', makeSource());
        times[kind].push(performance.now() - start);
      }
    }
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length / 2]!;
    expect(Math.abs(median(times.known) - median(times.unknown))).toBeLessThan(5);
  });
});
