import { describe, expect, it } from '@jest/globals';

import { PostgresResetGrants } from '../../../server/src/storage/postgres-reset-grants.js';
import { PASSWORD } from '../../support/logon-scene.js';
import {
  ALICES_ANSWERS,
  NEW_PASSWORD,
  expectVerdict,
  startSelfServiceForEachTest,
} from '../../support/self-service-scene.js';
import type { SelfServiceScene } from '../../support/self-service-scene.js';
import { makeSource } from '../../support/server-core.js';

describe('a reset after a recovery at the same workstation', () => {
  let scene: SelfServiceScene;
  startSelfServiceForEachTest((started) => (scene = started));

  const grants = () => new PostgresResetGrants(scene.logon.test.connections.pool);
  const now = () => scene.logon.test.clock.now();
  const keyOf = (account = scene.logon.alice) => ({
    ...{ principalId: account.principalId, workstationId: scene.source.key },
  });
  let events = 0;
  const grant = (account = scene.logon.alice) =>
    grants().grant(keyOf(account), `event ${events++}`, { since: now(), now: now() });

  /** Proves the code that is asked for in the place of the answers. */
  async function proveCode(offset = 0) {
    const challenge = expectVerdict(await scene.begin(), 'challenge');
    return scene.answerCode(challenge, scene.logon.codeNow(scene.logon.seed, offset));
  }

  it('takes a code and no answers, once', async () => {
    await grant();
    const chosen = expectVerdict(await proveCode(), 'new-password');
    expect(await scene.reset(chosen)).toMatchObject({ outcome: 'done' });
    expect(await scene.checkPassword(scene.logon.alice, NEW_PASSWORD)).toBe('right');
    const types = await scene.eventTypes();
    // Nobody waits for that one where nothing is proven yet.
    expect(types.filter((type) => type !== 'challenge.issued')).toEqual([
      'self-service.begun',
      'self-service.proven',
      'password.resetting',
      'password.reset',
      'reset.used',
      'principal.unlocked',
    ]);
    const [begun] = await scene.logon.events('self-service.begun');
    expect(begun).toMatchObject({ detail: { grant: true } });
    expectVerdict(await scene.begin(), 'questions');
  });

  it('is void once a password was set in another way, at every workstation', async () => {
    await scene.applyPolicy({ selfService: { reset: 'otp' } });
    await grant();
    const elsewhere = makeSource();
    const asked = expectVerdict(await scene.begin('alice', { source: elsewhere }), 'challenge');
    const code = scene.logon.codeNow();
    const chosen = await scene.answerCode(asked, code, { source: elsewhere });
    const last = expectVerdict(chosen, 'new-password');
    expect(await grants().has(keyOf(), now())).toBe(true);
    expect(await scene.reset(last, NEW_PASSWORD, { source: elsewhere })).toMatchObject({
      outcome: 'done',
    });
    expect(await grants().has(keyOf(), now())).toBe(false);
  });

  it('says no more of where a code goes than to anybody whom it does not know', async () => {
    await grant();
    const { methods } = expectVerdict(await scene.begin(), 'challenge');
    expect(methods).toEqual([{ method: 'totp' }, { method: 'email' }]);
  });

  it.each(['answers-and-otp', 'otp', 'answers', 'off'] as const)(
    'asks for a code where the policy says %s and the person has a factor',
    async (reset) => {
      await scene.applyPolicy({ selfService: { reset } });
      await grant();
      expect(await scene.begin()).toMatchObject({ outcome: 'challenge' });
    },
  );

  it.each(['answers', 'off'] as const)(
    'asks for the answers where the policy says %s and the person has no factor',
    async (reset) => {
      await scene.applyPolicy({ selfService: { reset } });
      const bob = scene.directory.add({ name: 'bob', password: PASSWORD });
      scene.answers.enroll(bob.principalId, ALICES_ANSWERS, 3);
      await grant(bob);
      const asked = expectVerdict(await scene.begin('bob'), 'questions');
      const chosen = expectVerdict(await scene.answer(asked), 'new-password');
      expect(await scene.reset(chosen)).toMatchObject({ outcome: 'done' });
      expect(await grants().has(keyOf(bob), now())).toBe(false);
    },
  );

  it('is of no use at another workstation, to somebody else, or to unlock', async () => {
    await scene.applyPolicy({ selfService: { reset: 'off', unlock: 'answers' } });
    await grant();
    const elsewhere = await scene.begin('alice', { source: makeSource() });
    expect(elsewhere).toMatchObject({ code: 'policy.denied' });
    scene.directory.add({ name: 'bob', password: PASSWORD });
    expect(await scene.begin('bob')).toMatchObject({ code: 'policy.denied' });
    expectVerdict(await scene.begin('alice', { purpose: 'unlock' }), 'questions');
  });

  it('R38: leaves names that nobody has as they are', async () => {
    await grant();
    for (const name of ['nobody-of-that-name', 'bob']) {
      expect(await scene.begin(name)).toMatchObject({ outcome: 'questions', threshold: 3 });
    }
  });

  it('costs strikes as every proof: the grant alone proves nothing', async () => {
    await grant();
    const challenge = expectVerdict(await scene.begin(), 'challenge');
    expect(await scene.answerCode(challenge, scene.logon.wrongCode())).toMatchObject({
      rejected: 'factor.wrong-code',
    });
    expect(await scene.logon.strikes()).toBe(1);
    expect(await scene.reset(challenge)).toMatchObject({ code: 'self-service.unknown' });
    expect(await grants().has(keyOf(), now())).toBe(true);
  });

  it('is one reset for two sessions that were proven side by side', async () => {
    await grant();
    const first = expectVerdict(await proveCode(-1), 'new-password');
    const second = expectVerdict(await proveCode(), 'new-password');
    const verdicts = await Promise.all([
      scene.reset(first, 'Side by side, number 1'),
      scene.reset(second, 'Side by side, number 2'),
    ]);
    expect(verdicts.map(({ outcome }) => outcome).sort()).toEqual(['denied', 'done']);
    const winner =
      verdicts[0].outcome === 'done' ? 'Side by side, number 1' : 'Side by side, number 2';
    expect(await scene.checkPassword(scene.logon.alice, winner)).toBe('right');
    expect(await scene.logon.events('reset.used')).toHaveLength(1);
  });

  it('is still there after passwords that the directory refused', async () => {
    await grant();
    const chosen = expectVerdict(await proveCode(), 'new-password');
    for (const typed of ['short', PASSWORD]) {
      expect(await scene.reset(chosen, typed)).toMatchObject({ outcome: 'new-password' });
    }
    expect(await grants().has(keyOf(), now())).toBe(true);
    expect(await scene.reset(chosen)).toMatchObject({ outcome: 'done' });
  });

  it('is spent when nobody knows whether the directory has the new password', async () => {
    await grant();
    const chosen = expectVerdict(await proveCode(), 'new-password');
    scene.directory.onReset = () => {
      scene.directory.available = false;
    };
    expect(await scene.reset(chosen)).toMatchObject({ code: 'directory.unavailable' });
    scene.directory.available = true;
    expect(await grants().has(keyOf(), now())).toBe(false);
  });
});
