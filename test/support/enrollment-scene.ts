import { totp } from '@gatehouse/protocol';
import type { AnswersStep, Enroll, LogonId, PolicyDocument, Verdict } from '@gatehouse/protocol';

import type { EnrollmentInput } from '../../server/src/enrollment/enrollment-input.js';
import { LogonScene, PASSWORD, startForEachTest } from './logon-scene.js';
import type { TestPostgres } from './postgres.js';
import { expectOutcome, makeSource } from './server-core.js';

/** Four answers of which two open the lock: six subsets. */
export const ANSWERS = {
  mandatory: [{ id: 'first-pet', text: 'What was your first pet called?' }],
  optional: ['street', 'teacher', 'meal', 'song'].map((id) => ({ id, text: `Which ${id}?` })),
  shares: 3,
  threshold: 2,
};

export const GIVEN: Record<string, string> = {
  'first-pet': 'Bello der Große',
  street: 'Kastanienallee',
  teacher: 'Frau Sommer',
  meal: 'Linsensuppe',
};

/** Starts a scene for each test of the block that calls it, on a PostgreSQL of the block's own. */
export function startEnrollmentForEachTest(use: (test: EnrollmentScene) => void): void {
  startForEachTest((postgres) => EnrollmentScene.start(postgres), use);
}

/** A logon scene whose policy demands enrolments. */
export class EnrollmentScene implements AsyncDisposable {
  readonly scene: LogonScene;

  private constructor(scene: LogonScene) {
    this.scene = scene;
  }

  static async start(postgres: TestPostgres): Promise<EnrollmentScene> {
    return new EnrollmentScene(await LogonScene.start(postgres));
  }

  require(
    enrollment: PolicyDocument['settings']['enrollment'],
    more: PolicyDocument['settings'] = {},
  ) {
    return this.scene.applyPolicy({ answers: ANSWERS, enrollment, ...more });
  }

  /** Password and code of Alice, and what they lead to. */
  async proven(source = this.scene.source): Promise<Verdict> {
    const first = await this.scene.challenge('alice', source);
    return this.scene.answer(first, this.scene.codeNow(), { source });
  }

  async enrolling(source = this.scene.source): Promise<Enroll> {
    return expectOutcome(await this.proven(source), 'enroll');
  }

  enroll(
    logonId: LogonId,
    input: EnrollmentInput | { action: 'postpone' },
    { source = this.scene.source, engine = this.scene.engine } = {},
  ): Promise<Verdict> {
    return engine.enroll({ source, logonId, input });
  }

  answers(given = GIVEN, password = PASSWORD): EnrollmentInput {
    const answers = Object.entries(given).map(([id, answer]) => ({
      id,
      answer: Buffer.from(answer),
    }));
    return { action: 'answers', password: Buffer.from(password), answers };
  }

  /** Starts an authenticator, and gives the code that it shows. */
  async authenticator(
    logonId: LogonId,
    { source = this.scene.source, engine = this.scene.engine } = {},
  ): Promise<{ seed: Uint8Array; code: string }> {
    const { uri } = await engine.startAuthenticator({ source, logonId });
    const seed = totp.seedOfKeyUri(uri);
    return { seed, code: this.scene.codeNow(seed) };
  }

  /** Somebody who has a password and nothing else. */
  addBob(lastUsedAt = this.scene.test.clock.now()) {
    return this.scene.test.directory.add({ name: 'bob', password: PASSWORD, lastUsedAt });
  }

  async rows(table: string): Promise<Record<string, unknown>[]> {
    const { pool } = this.scene.test.connections;
    return (await pool.query<Record<string, unknown>>(`SELECT * FROM ${table}`)).rows;
  }

  newSource = makeSource;

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.scene[Symbol.asyncDispose]();
  }
}

export function answersStep({ step }: Enroll): AnswersStep {
  if (step.what !== 'answers') throw new Error(`the step is ${step.what}`);
  return step;
}
