import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Answer } from '../../../protocol/src/recovery/index.js';
import { originOf } from '../../../server/src/authentication/logon-journal.js';
import { EnrollmentScene, GIVEN } from '../../support/enrollment-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { expectOutcome, makeSource } from '../../support/server-core.js';

describe('opening a recovery lock at the server', () => {
  let postgres: TestPostgres;
  let test: EnrollmentScene;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    test = await EnrollmentScene.start(postgres);
    await test.require({ required: ['answers'] });
    const { logonId } = await test.enrolling();
    expectOutcome(await test.enroll(logonId, test.answers()), 'granted');
  }, 60_000);
  afterAll(async () => {
    await test[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
  });

  const open = (given: Record<string, string>, more: Answer[] = []) => {
    const { principalId } = test.scene.alice;
    const answers = Object.entries(given).map(([id, answer]) => ({
      id,
      answer: Buffer.from(answer),
    }));
    return test.scene.test.core.recoveryLocks.open(
      { principalId, principalName: 'CORP\\alice' },
      [...answers, ...more],
      originOf(makeSource()),
    );
  };
  const { 'first-pet': pet = '', street = '', meal = '', teacher = '' } = GIVEN;

  it('takes the mandatory and enough of the optional answers, however they are spelled', async () => {
    const opened = await open({ 'first-pet': `  ${pet.toUpperCase()} `, street, meal });
    const stored = await test.scene.test.core.recoveryLocks.find(test.scene.alice.principalId);
    expect(opened?.keyId).toBe(stored?.keyId);
    expect(await open({ 'first-pet': pet, street: 'wrong', meal, teacher })).toBeDefined();
    expect(await test.scene.events('answers.verified')).toHaveLength(2);
  });

  it.each([
    ['one is wrong', { 'first-pet': pet, street: 'wrong', meal }, []],
    ['the mandatory one is wrong', { 'first-pet': 'wrong', street, meal, teacher }, []],
    ['one is missing', { 'first-pet': pet, street }, []],
    ['a question is answered twice', { 'first-pet': pet, street, meal }, [['street', street]]],
    ['one is longer than any', { 'first-pet': pet, street, meal: 'x'.repeat(5000) }, []],
  ] as const)('refuses the whole and tells no more when %s', async (_, given, more) => {
    const before = (await test.scene.events('answers.rejected')).length;
    const extra = more.map(([id, answer]) => ({ id, answer: Buffer.from(answer) }));
    expect(await open(given, extra)).toBeUndefined();
    const rejected = (await test.scene.events('answers.rejected')).slice(before);
    expect(rejected).toHaveLength(1);
    expect(rejected[0]).toMatchObject({ outcome: 'failure', principalName: 'CORP\\alice' });
    expect(rejected[0]?.detail ?? {}).toEqual({});
  });
});
