import type {
  KitRecovery,
  LockFacts,
  LockOpening,
  RecoveryLocks,
} from '../../service/src/offline/recovery-locks.js';

interface FakeLock {
  principalId: string;
  threshold: number;
  /** By question. */
  mandatory: Record<string, string>;
  optional: Record<string, string>;
}

/** Locks that lock nothing: the answers stand in them. They keep the port's promises, and cost nothing. */
export class FakeRecoveryLocks implements RecoveryLocks {
  /** Sets of answers that were looked at. */
  looks = 0;
  /** Called just before a set is looked at. */
  onLook: () => void = () => undefined;

  static lock(lock: FakeLock): string {
    return Buffer.from(JSON.stringify(lock), 'utf8').toString('base64url');
  }

  static seal(password: string): string {
    return Buffer.from(password, 'utf8').toString('base64url');
  }

  async describe(lock: string): Promise<LockFacts | undefined> {
    const parsed = parse(lock);
    if (parsed === undefined) return undefined;
    const { principalId, threshold, mandatory, optional } = parsed;
    const ids = { mandatory: Object.keys(mandatory), optional: Object.keys(optional) };
    return { principalId, threshold, ...ids, publicKey: new Uint8Array(32) };
  }

  async open(
    { lock, passwords }: KitRecovery,
    { principalId, answers, prefer }: Parameters<RecoveryLocks['open']>[1],
  ): Promise<LockOpening> {
    this.onLook();
    this.looks++;
    const parsed = parse(lock);
    if (parsed?.principalId !== principalId) return { outcome: 'broken' };
    const given = new Map(answers.map(({ id, answer }) => [id, answer]));
    const right = (questions: Record<string, string>): number =>
      Object.entries(questions).filter(([id, answer]) => given.get(id) === answer).length;
    if (
      right(parsed.mandatory) < Object.keys(parsed.mandatory).length ||
      right(parsed.optional) < parsed.threshold
    ) {
      return { outcome: 'wrong-answers' };
    }
    const wanted = passwords.find(({ generation }) => generation === prefer) ?? passwords.at(-1)!;
    const password = Buffer.from(wanted.sealed, 'base64url');
    return { outcome: 'opened', password, generation: wanted.generation };
  }
}

function parse(lock: string): FakeLock | undefined {
  try {
    return JSON.parse(Buffer.from(lock, 'base64url').toString('utf8')) as FakeLock;
  } catch {
    return undefined;
  }
}
