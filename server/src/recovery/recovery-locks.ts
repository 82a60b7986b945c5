import type { AnswersPolicy, EnrollmentRejection, LogonId } from '@gatehouse/protocol';
import { RecoveryError, createLock, openLock } from '@gatehouse/protocol/recovery';
import type { Answer, KdfCost, OpenedLock } from '@gatehouse/protocol/recovery';

import type { AuditLog, AuditOrigin } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import { ApplicationError } from '../errors/application-error.js';
import type { CredentialOwner } from '../factors/credentials.js';
import type { Random } from '../random.js';
import { rejectionOf } from './answer-rejection.js';
import { answersPolicyDigest, isLockCurrent } from './answers-policy-digest.js';
import { LockWorkOverloadedError } from './lock-work.js';
import type { LockWork } from './lock-work.js';
import type { RecoveryLockStore, StoredRecoveryLock } from './recovery-lock-store.js';
import type { SealedPasswords } from './sealed-passwords.js';

export interface RecoveryLocksDependencies {
  store: RecoveryLockStore;
  sealedPasswords: SealedPasswords;
  work: LockWork;
  audit: AuditLog;
  clock: Clock;
  random: Random;
  /** The lock's default when absent. */
  cost?: KdfCost | undefined;
}

/** Answers that a person gives to be enrolled in a logon. The caller wipes them. */
export interface EnrolledAnswersRequest {
  /** Whose logon it is. */
  owner: CredentialOwner;
  logonId: LogonId;
  policy: AnswersPolicy;
  answers: readonly Answer[];
  /** What the directory knows the person by. */
  names: readonly string[];
  /** Proven in this logon. */
  password: Uint8Array;
  /** Undefined where the directory does not tell: no password is sealed then. */
  generation: string | undefined;
  origin: AuditOrigin;
  /** Whether a lock that is what the policy asks for is replaced, too. */
  renews: boolean;
}

/** Making and opening recovery locks. Answers are right or wrong as a whole, and nobody is told more. */
export class RecoveryLocks {
  readonly #dependencies: RecoveryLocksDependencies;

  constructor(dependencies: RecoveryLocksDependencies) {
    this.#dependencies = dependencies;
  }

  find(principalId: string): Promise<StoredRecoveryLock | undefined> {
    return this.#dependencies.store.find(principalId);
  }

  /** Whether the principal has a lock that is what the policy asks for. */
  async isEnrolled(principalId: string, policy: AnswersPolicy): Promise<boolean> {
    const stored = await this.find(principalId);
    return stored !== undefined && isLockCurrent(stored, policy);
  }

  /**
   * Makes the lock of a principal, in the place of an older one. Does nothing when the logon ended meanwhile, or when
   * another answer to the same demand was faster.
   *
   * @returns why the answers do not do
   * @throws ApplicationError `server.unavailable`
   */
  async enroll(request: EnrolledAnswersRequest): Promise<EnrollmentRejection | undefined> {
    const { store, random, clock, cost, audit } = this.#dependencies;
    const { owner, policy, answers, logonId, origin } = request;
    const rejected = rejectionOf(answers, policy, request.names);
    if (rejected !== undefined) return rejected;

    const { principalId } = owner;
    const replaced = await store.find(principalId);
    // What was demanded is there since: another answer to the same demand was faster.
    if (!request.renews && replaced !== undefined && isLockCurrent(replaced, policy)) {
      return undefined;
    }
    const mandatory = new Set(policy.mandatory.map(({ id }) => id));
    const created = await this.#work(() =>
      createLock({
        principalId,
        questions: {
          mandatory: answers.filter(({ id }) => mandatory.has(id)),
          optional: answers.filter(({ id }) => !mandatory.has(id)),
        },
        threshold: policy.threshold,
        random,
        ...(cost === undefined ? {} : { cost }),
      }),
    );
    const now = clock.now();
    const stored = await store.put(
      { ...created, principalId, policyDigest: answersPolicyDigest(policy), enrolledAt: now },
      { replaces: replaced?.keyId, logonId, now },
    );
    if (!stored) return undefined;
    await this.#sealPassword(request, created);
    await audit.append({
      type: 'answers.enrolled',
      outcome: 'success',
      ...origin,
      ...owner,
      detail: { key: created.keyId, replaces: replaced?.keyId ?? 'none' },
    });
    return undefined;
  }

  /**
   * Opens the lock of a principal with answers. This is an attempt: the caller has counted it, and wipes the answers and
   * the key.
   *
   * @returns undefined when the answers are wrong as a whole, or there is no lock
   * @throws ApplicationError `server.unavailable`
   */
  async open(
    owner: CredentialOwner,
    answers: readonly Answer[],
    origin: AuditOrigin,
  ): Promise<OpenedLock | undefined> {
    const stored = await this.find(owner.principalId);
    const opened = stored && (await this.#work((signal) => openOrRefuse(stored, answers, signal)));
    const right = opened !== undefined;
    try {
      await this.#dependencies.audit.append({
        type: right ? 'answers.verified' : 'answers.rejected',
        outcome: right ? 'success' : 'failure',
        ...origin,
        ...owner,
        ...(stored === undefined ? { code: 'answers.not-enrolled' } : {}),
      });
    } catch (error) {
      opened?.privateKey.fill(0);
      throw error;
    }
    return opened;
  }

  /** Should this not happen, the next logon makes up for it: it knows the password, too. */
  async #sealPassword(
    { owner, password, generation }: EnrolledAnswersRequest,
    { keyId, publicKey }: { keyId: string; publicKey: Uint8Array },
  ): Promise<void> {
    if (generation === undefined) return;
    const { principalId } = owner;
    const now = this.#dependencies.clock.now();
    const entry = { principalId, keyId, publicKey, generation, password, now };
    await this.#dependencies.sealedPasswords.store(entry);
  }

  async #work<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await this.#dependencies.work.run(work);
    } catch (cause) {
      if (!(cause instanceof LockWorkOverloadedError)) throw cause;
      throw new ApplicationError('server.unavailable', { cause });
    }
  }
}

async function openOrRefuse(
  { lock, principalId }: StoredRecoveryLock,
  answers: readonly Answer[],
  signal: AbortSignal,
): Promise<OpenedLock | undefined> {
  try {
    return await openLock(lock, { expectedPrincipalId: principalId, answers, signal });
  } catch (error) {
    // Answers that could never be enrolled are as wrong as any.
    if (error instanceof RangeError) return undefined;
    if (error instanceof RecoveryError && error.code === 'wrong-answers') return undefined;
    throw error;
  }
}
