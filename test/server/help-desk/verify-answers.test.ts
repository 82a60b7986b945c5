import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SOCKET_OPERATOR } from '../../../server/src/access/operator.js';
import type { DeskActions } from '../../../server/src/help-desk/create-desk-actions.js';
import { NoApprovals } from '../../fakes/no-approvals.js';
import { makeContext } from '../../support/desk-scene.js';
import { ANSWERS, EnrollmentScene, GIVEN } from '../../support/enrollment-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { expectVerdict } from '../../support/self-service-scene.js';
import { expectOutcome } from '../../support/server-core.js';

describe('verifying a caller by answers', () => {
  let postgres: TestPostgres;
  let test: EnrollmentScene;
  let desk: DeskActions;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    test = await EnrollmentScene.start(postgres);
    await test.require({ required: ['answers'] });
    const { logonId } = await test.enrolling();
    expectOutcome(await test.enroll(logonId, test.answers()), 'granted');
    const { core } = test.scene.test;
    const approvals = new NoApprovals(core.policies);
    desk = core.deskActionsWith({ approvals, portalUrl: () => 'https://portal.corp.test' });
  }, 60_000);
  afterAll(async () => {
    await test[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
  });

  const asked = () => ({
    ...{ operator: SOCKET_OPERATOR, name: 'alice', reason: 'on the telephone' },
    context: makeContext(),
  });
  const begin = async () =>
    expectVerdict(
      await desk.verifyCaller.begin({ ...asked(), proof: 'answers', language: 'en' }),
      'questions',
    );
  const answer = (sessionId: Awaited<ReturnType<typeof begin>>['sessionId'], given: object) =>
    desk.verifyCaller.answer({
      ...asked(),
      sessionId,
      answers: Object.entries(given).map(([id, text]) => ({
        ...{ id, answer: Buffer.from(String(text)) },
      })),
    });

  it('asks what the lock asks, and takes them as a whole', async () => {
    const { sessionId, mandatory, optional, threshold } = await begin();
    expect({ mandatory: mandatory.map(({ id }) => id), threshold }).toEqual({
      ...{ mandatory: ['first-pet'], threshold: ANSWERS.threshold },
    });
    expect(optional.map(({ id }) => id).sort()).toEqual(['meal', 'street', 'teacher']);
    const { 'first-pet': pet, street, teacher } = GIVEN;
    const right = { 'first-pet': pet, street, teacher };
    // Two right and one wrong is wrong, as is everything wrong: and not which one.
    for (const wrong of [
      { ...right, teacher: 'Herr Winter' },
      { 'first-pet': 'x', street: 'y', teacher: 'z' },
    ]) {
      const rejected = expectVerdict(await answer(sessionId, wrong), 'questions');
      expect(rejected.rejected).toBe('answers.wrong');
      expect(JSON.stringify(rejected)).not.toContain('Bello');
    }
    expect(await test.scene.strikes()).toBe(2);
    expectVerdict(await answer(sessionId, right), 'done');
    const { principalId } = test.scene.alice;
    await desk.verification.require(sessionId, { operator: SOCKET_OPERATOR, principalId });
    // The right ones gave back their own strike; those of the wrong ones stand.
    expect(await test.scene.strikes()).toBe(2);
  });

  it('leaves no answer in the audit', async () => {
    const events = JSON.stringify(await test.scene.events());
    for (const text of Object.values(GIVEN)) expect(events).not.toContain(text);
    expect(events).not.toContain('Winter');
  });
});
