import type {
  Answers,
  AnswersAttempt,
  AnswersLock,
  PasswordSealing,
} from '../../server/src/self-service/answers.js';

/** Answers in memory. It counts how often it was asked whether some are right. */
export class FakeAnswers implements Answers {
  opened = 0;
  /** Called at each look, before it is answered. */
  onOpen: () => Promise<void> = async () => undefined;
  readonly #enrolled = new Map<string, { lock: AnswersLock; answers: Map<string, string> }>();

  enroll(principalId: string, answers: Record<string, string>, threshold: number): void {
    const optional = Object.keys(answers);
    const publicKey = new Uint8Array(32).fill(7);
    this.#enrolled.set(principalId, {
      lock: { mandatory: [], optional, threshold, keyId: `key-of-${principalId}`, publicKey },
      answers: new Map(Object.entries(answers)),
    });
  }

  async find(principalId: string): Promise<AnswersLock | undefined> {
    return this.#enrolled.get(principalId)?.lock;
  }

  async open({ owner, answers: given }: AnswersAttempt): Promise<'right' | 'wrong' | 'none'> {
    this.opened += 1;
    await this.onOpen();
    const enrolled = this.#enrolled.get(owner.principalId);
    if (enrolled === undefined) return 'none';
    const right = new Set(
      given
        .filter(({ id, answer }) => enrolled.answers.get(id) === Buffer.from(answer).toString())
        .map(({ id }) => id),
    );
    return right.size >= enrolled.lock.threshold ? 'right' : 'wrong';
  }
}

/** Remembers what was to be sealed, with a copy of the password. */
export class FakePasswordSealing implements PasswordSealing {
  readonly stored: (Omit<Parameters<PasswordSealing['store']>[0], 'password'> & {
    password: string;
  })[] = [];
  available = true;

  async store(entry: Parameters<PasswordSealing['store']>[0]): Promise<void> {
    if (!this.available) throw new Error('the store is away');
    this.stored.push({ ...entry, password: Buffer.from(entry.password).toString() });
  }
}
