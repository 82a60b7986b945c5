import type { SelfServiceId } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import type { Operator } from '../../../server/src/access/operator.js';
import { makeOperator, startDeskForEachTest } from '../../support/desk-scene.js';
import type { DeskScene } from '../../support/desk-scene.js';
import { expectVerdict } from '../../support/self-service-scene.js';

describe('verifying a caller', () => {
  let scene: DeskScene;

  startDeskForEachTest((started) => (scene = started));

  const begin = (name = 'alice', operator = scene.olga, proof: 'code' | 'answers' = 'code') =>
    scene.desk.verifyCaller.begin({ ...scene.asked(name, operator), proof });
  const answer = (
    { sessionId, challengeId }: { sessionId: SelfServiceId; challengeId: string },
    code: string,
    { name = 'alice', operator = scene.olga } = {},
  ) =>
    scene.desk.verifyCaller.answerCode({
      ...scene.asked(name, operator),
      ...{ sessionId, challengeId: challengeId as never, code },
    });
  const require = (
    verificationId: SelfServiceId | undefined,
    operator: Operator = scene.olga,
    principalId = scene.logon.alice.principalId,
  ) => scene.desk.verification.require(verificationId, { operator, principalId });

  it('by a code that the caller reads out, lets this operator act on this person for ten minutes', async () => {
    const challenge = expectVerdict(await begin(), 'challenge');
    expect(challenge.current).toEqual({ method: 'totp' });
    await expect(require(challenge.sessionId)).rejects.toThrow('verification.required');
    expectVerdict(await answer(challenge, scene.logon.codeNow()), 'done');
    await require(challenge.sessionId);
    scene.clock.advance({ minutes: 9 });
    await require(challenge.sessionId);
    scene.clock.advance({ seconds: 61 });
    await expect(require(challenge.sessionId)).rejects.toMatchObject({
      code: 'verification.required',
    });
  });

  it('holds for nobody else: not another operator, not another person, not nothing (R29)', async () => {
    const verified = await scene.verified();
    for (const attempt of [
      () => require(verified, scene.otto),
      () => require(verified, scene.olga, scene.bob.principalId),
      () => require(undefined),
      () => require('sfs_00000000000000000000000000' as SelfServiceId),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'verification.required' });
    }
  });

  it('sends codes where the server chooses, and shows the operator a mask of it (R27)', async () => {
    await scene.applyPolicy({ logon: { desktop: { methods: ['email', 'totp'] } } });
    const challenge = expectVerdict(await begin(), 'challenge');
    expect(challenge.current).toEqual({ method: 'email', destination: 'a•••@corp.test' });
    expect(challenge.methods).toEqual([
      { method: 'email', destination: 'a•••@corp.test' },
      { method: 'totp' },
    ]);
    const code = scene.mailer.codeTo('alice@corp.test');
    expectVerdict(await answer(challenge, code), 'done');
    // Once: the verification is there, and its code is no code of anything else.
    expect(await answer(challenge, code)).toMatchObject({ outcome: 'denied' });
  });

  it('takes a code of an authenticator once, whichever door saw it first (R37)', async () => {
    const logon = await scene.logon.challenge();
    expect(await scene.logon.answer(logon, scene.logon.codeNow())).toMatchObject({
      outcome: 'granted',
    });
    const challenge = expectVerdict(await begin(), 'challenge');
    expect(await answer(challenge, scene.logon.codeNow())).toMatchObject({
      outcome: 'challenge',
      rejected: 'factor.used-code',
    });
    await expect(require(challenge.sessionId)).rejects.toThrow('verification.required');
  });

  it('costs the person strikes as every door does, and one operator locks nobody (R34, R44)', async () => {
    await scene.applyPolicy({ lockout: { strikes: 6, sourceStrikes: 3 } });
    const challenge = expectVerdict(await begin(), 'challenge');
    expect(await scene.logon.strikes()).toBe(0);
    for (const left of [2, 1]) {
      expect(await answer(challenge, scene.logon.wrongCode())).toMatchObject({
        ...{ outcome: 'challenge', rejected: 'factor.wrong-code', strikesLeft: left },
      });
    }
    expect(await answer(challenge, scene.logon.wrongCode())).toMatchObject({
      ...{ outcome: 'denied', code: 'source.locked' },
    });
    expect(await begin()).toMatchObject({ outcome: 'denied', code: 'source.locked' });
    expect(await scene.logon.strikes()).toBe(3);
    // Alice herself still gets in, and so does another operator's verification.
    expect(await scene.logon.begin()).toMatchObject({ outcome: 'challenge' });
    expect(await begin('alice', scene.otto)).toMatchObject({ outcome: 'challenge' });
  });

  it('lets nobody guess at one caller after the other: an operator has so many tries', async () => {
    await scene.applyPolicy({ lockout: { strikes: 100, sourceStrikes: 100 } });
    const challenge = expectVerdict(await begin(), 'challenge');
    for (let tries = 0; tries < 60; tries++) {
      expect((await answer(challenge, scene.logon.wrongCode())).outcome).toBe('challenge');
    }
    await expect(answer(challenge, scene.logon.codeNow())).rejects.toMatchObject({
      code: 'rate.limited',
    });
    const other = expectVerdict(await begin('alice', scene.otto), 'challenge');
    const right = scene.logon.codeNow();
    expectVerdict(await answer(other, right, { operator: scene.otto }), 'done');
  });

  it('does not know who is nobody, or whom the operator does not reach', async () => {
    await expect(begin('nobody')).rejects.toMatchObject({ code: 'principal.unknown' });
    const elsewhere = makeOperator('elsewhere', { realms: ['other.test'] });
    await expect(begin('alice', elsewhere)).rejects.toMatchObject({ code: 'principal.unknown' });
    const here = makeOperator('here', { realms: ['corp.test'] });
    expect(await begin('alice', here)).toMatchObject({ outcome: 'challenge' });
  });

  it('goes on for nobody but who began it, and for nobody but whom it is about (R29)', async () => {
    const challenge = expectVerdict(await begin(), 'challenge');
    const code = scene.logon.codeNow();
    expect(await answer(challenge, code, { operator: scene.otto })).toMatchObject({
      ...{ outcome: 'denied', code: 'self-service.unknown' },
    });
    await expect(answer(challenge, code, { name: 'bob' })).rejects.toMatchObject({
      code: 'principal.unknown',
    });
    expectVerdict(await answer(challenge, code), 'done');
  });

  it('asks for nothing of whom there is nothing to ask', async () => {
    expect(await begin('alice', scene.olga, 'answers')).toMatchObject({
      ...{ outcome: 'denied', code: 'factor.not-enrolled' },
    });
    scene.logon.test.directory.add({ name: 'carol', password: 'Correct horse 1' });
    expect(await begin('carol')).toMatchObject({
      ...{ outcome: 'denied', code: 'factor.not-enrolled' },
    });
  });

  it('is written down with operator, reason and correlation', async () => {
    const verified = await scene.verified();
    const [asked] = await scene.logon.events('caller.verifying');
    expect(asked).toMatchObject({
      door: 'help-desk',
      principalId: scene.logon.alice.principalId,
      detail: {
        ...{ operator: 'key_olga', operatorName: 'olga', reason: 'called from the airport' },
        proof: 'code',
      },
    });
    const [done] = await scene.logon.events('caller.verified');
    expect(done).toMatchObject({ detail: { operator: 'key_olga', verification: verified } });
    expect(done?.correlationId).toMatch(/^[0-9a-f]{32}$/);
    const [proven] = await scene.logon.events('self-service.proven');
    expect(proven).toMatchObject({ detail: { operator: 'key_olga', purpose: 'verify' } });
  });

  it('of any number of parallel wrong codes looks at no more than the limit (R35)', async () => {
    await scene.applyPolicy({ lockout: { strikes: 5, sourceStrikes: 5 } });
    const challenge = expectVerdict(await begin(), 'challenge');
    const verdicts = await Promise.all(
      Array.from({ length: 30 }, () => answer(challenge, scene.logon.wrongCode())),
    );
    expect(verdicts.filter(({ outcome }) => outcome === 'challenge').length).toBeLessThanOrEqual(4);
    expect((await scene.logon.events('self-service.rejected')).length).toBeLessThanOrEqual(5);
    expect(await begin()).toMatchObject({ outcome: 'denied', code: 'principal.locked' });
  });
});
