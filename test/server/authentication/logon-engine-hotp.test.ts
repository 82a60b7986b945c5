import { formatId } from '@gatehouse/protocol';
import type { Challenged } from '@gatehouse/protocol';

import { seedBinding } from '../../../server/src/factors/credential-store.js';
import { LOOK_AHEAD, RESYNC_MS, RESYNC_WINDOW } from '../../../server/src/factors/hotp-factor.js';
import { codeOf } from '../../../server/src/factors/one-time-code.js';
import type { CodeShape } from '../../../server/src/factors/one-time-code.js';
import { systemRandom } from '../../../server/src/random.js';
import { DatabaseOverloadedError } from '../../../server/src/storage/statement-queue.js';
import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { expectOutcome } from '../../support/server-core.js';

let scene: LogonScene;
startSceneForEachTest((started) => {
  scene = started;
});

/** Bob, who has nothing but a token. */
async function bobWithToken(shape: CodeShape = { algorithm: 'sha1', digits: 6 }) {
  const bob = scene.test.directory.add({ name: 'bob', password: PASSWORD });
  const { seed, id } = await addToken(bob.principalId, shape);
  return { id, code: (counter: number) => codeOf(seed, counter, shape) };
}

async function addToken(principalId: string, { algorithm, digits }: CodeShape) {
  const seed = systemRandom.bytes(20);
  const id = formatId('crd', systemRandom.bytes(16));
  const sealed = scene.test.keyring.seal(seed, seedBinding(id, principalId));
  await scene.test.connections.pool.query(
    `INSERT INTO credentials (id, principal_id, method, sealed_seed, algorithm, digits, created_at)
     VALUES ($1, $2, 'hotp', $3, $4, $5, now())`,
    [id, principalId, Buffer.from(sealed), algorithm, digits],
  );
  return { seed, id };
}

async function outcomeOf(code: string): Promise<string> {
  const verdict = await scene.answer(await scene.challenge('bob'), code);
  return verdict.outcome === 'challenge' ? (verdict.rejected ?? 'asked') : verdict.outcome;
}

describe('a token that counts', () => {
  it('is offered to whoever has one, and logs on', async () => {
    const { code } = await bobWithToken();
    const challenge = await scene.challenge('bob');
    expect(challenge).toMatchObject({
      current: { method: 'hotp' },
      methods: [{ method: 'hotp' }],
      digits: 6,
    });
    expectOutcome(await scene.answer(challenge, code(0)), 'granted');
    expect((await scene.challenge('alice')).methods.map(({ method }) => method)).toEqual([
      'totp',
      'email',
    ]);
  });

  it('moves forward only: neither a used code nor one before it is good again', async () => {
    const { code } = await bobWithToken();
    expect(await outcomeOf(code(4))).toBe('granted');
    for (const old of [0, 3, 4]) expect(await outcomeOf(code(old))).toBe('factor.wrong-code');
    expect(await outcomeOf(code(5))).toBe('granted');
  });

  it('is followed so far ahead, and no further', async () => {
    const { code } = await bobWithToken();
    expect(await outcomeOf(code(LOOK_AHEAD))).toBe('factor.wrong-code');
    expect(await outcomeOf(code(LOOK_AHEAD - 1))).toBe('granted');
  });

  it('accepts one of 200 equal codes that come at once over two nodes', async () => {
    const { code } = await bobWithToken();
    await scene.applyPolicy({ lockout: { strikes: 100, sourceStrikes: 100 } });
    const other = await scene.test.addNode();
    const challenges: Challenged[] = [];
    // Each begins with a strike, and a person has a hundred at most.
    while (challenges.length < 200) {
      const more = Array.from({ length: 50 }, () => scene.challenge('bob'));
      challenges.push(...(await Promise.all(more)));
    }
    const outcomes = await Promise.all(
      challenges.map(async (challenge, n) => {
        const engine = n % 2 === 0 ? scene.engine : other.engine;
        try {
          return (await scene.answer(challenge, code(0), { engine })).outcome;
        } catch (error) {
          // All wait for one person's row: on a busy machine the last ones are refused before they are looked at.
          if (error instanceof DatabaseOverloadedError) return 'overloaded';
          throw error;
        }
      }),
    );
    expect(outcomes.filter((outcome) => outcome === 'granted')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'overloaded').length).toBeLessThan(150);
  }, 60_000);

  it('of eight digits is asked for eight', async () => {
    const { code } = await bobWithToken({ algorithm: 'sha256', digits: 8 });
    const challenge = await scene.challenge('bob');
    expect(challenge).toMatchObject({ methods: [{ method: 'hotp' }], digits: 8 });
    expect(code(0)).toHaveLength(8);
    expectOutcome(await scene.answer(challenge, code(0)), 'granted');
  });

  it('beside one of another length has no length that is asked for', async () => {
    const { code } = await bobWithToken();
    const bob = (await scene.test.directory.find('bob'))!;
    const second = await addToken(bob.principalId, { algorithm: 'sha512', digits: 8 });
    const challenge = await scene.challenge('bob');
    expect(challenge).not.toHaveProperty('digits');
    const eight = codeOf(second.seed, 0, { algorithm: 'sha512', digits: 8 });
    expectOutcome(await scene.answer(challenge, eight), 'granted');
    expect(await outcomeOf(code(0))).toBe('granted');
  });
});

describe('a token that is far ahead', () => {
  it('comes together with the server by two codes in a row', async () => {
    const { code } = await bobWithToken();
    expect(await outcomeOf(code(60))).toBe('factor.wrong-code');
    expect(await outcomeOf(code(61))).toBe('granted');
    expect(await outcomeOf(code(61))).toBe('factor.wrong-code');
    expect(await outcomeOf(code(62))).toBe('granted');
  });

  it.each([
    ['the same code twice', 60, 60],
    ['two codes with a gap', 60, 62],
    ['two codes in the wrong order', 61, 60],
    ['codes beyond the bound', RESYNC_WINDOW, RESYNC_WINDOW + 1],
  ])('does not by %s', async (_, first, second) => {
    const { code } = await bobWithToken();
    expect(await outcomeOf(code(first))).toBe('factor.wrong-code');
    expect(await outcomeOf(code(second))).toBe('factor.wrong-code');
  });

  it('does not when the second code comes late', async () => {
    const { code } = await bobWithToken();
    expect(await outcomeOf(code(60))).toBe('factor.wrong-code');
    scene.test.clock.advance({ seconds: RESYNC_MS / 1000 + 1 });
    expect(await outcomeOf(code(61))).toBe('factor.wrong-code');
  });

  it('takes strikes for it as for any wrong code', async () => {
    const { code } = await bobWithToken();
    await scene.applyPolicy({ lockout: { strikes: 2 } });
    expect(await outcomeOf(code(60))).toBe('factor.wrong-code');
    expect(await outcomeOf(code(30))).toBe('denied');
  });
});
