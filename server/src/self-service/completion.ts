import type { PasswordPolicy, SelfServiceVerdict } from '@gatehouse/protocol';

import type { AuditEventType } from '../audit/audit-log.js';
import type { DirectoryAccount } from '../directory/directory.js';
import { isUsable } from '../directory/is-usable.js';
import { refuse, withDirectory } from './open-session.js';
import type { SelfServiceParts } from './self-service-parts.js';
import { doneVerdict, expiryOf } from './self-service-verdicts.js';
import type { SelfServiceSource } from './self-service.js';
import type { Progress, Session } from './session.js';

/** What is done for who has proven everything. */
export class Completion {
  readonly #parts: SelfServiceParts;

  constructor(parts: SelfServiceParts) {
    this.#parts = parts;
  }

  /**
   * Lets go of the directory's lock, and then ends the session: until then it may be done again, as often as a crash or a
   * directory that is away comes in between. Strikes stay: only a granted logon shows that nobody guesses.
   */
  async unlock(session: Session, source: SelfServiceSource): Promise<SelfServiceVerdict> {
    const { directory, sessions, clock } = this.#parts;
    const outcome = await withDirectory(this.#parts, source, async () => {
      const account = await this.findAccount(session);
      return account && directory.unlock(account);
    });
    if (outcome === undefined) {
      return refuse(this.#parts, source, session, 'directory.unavailable');
    }
    if (outcome === 'forbidden') {
      await sessions.end(session.id, 'denied');
      return this.refuseForbidden(session, source);
    }
    const verdict = await this.#finish(session, source, []);
    const now = clock.now();
    const done: Progress = {
      stage: 'done',
      challenge: undefined,
      expiresAt: expiryOf(session, now),
    };
    await sessions.move({ id: session.id, stage: 'working' }, done, now);
    return verdict;
  }

  /**
   * After the directory took the new password, and let go of its lock with it.
   *
   * @param generation of the password before it
   */
  async finishReset(
    session: Session,
    source: SelfServiceSource,
    {
      password,
      policy,
      generation,
    }: { password: Uint8Array; policy: PasswordPolicy; generation: string | undefined },
  ): Promise<SelfServiceVerdict> {
    await this.#seal(session, source, { password, before: generation });
    // Its generation is told by the next logon: a controller may not have heard of it yet.
    const { principalId } = session;
    await this.#parts.passwords.remember({ principalId }, policy, password);
    const { correlationId, address } = source;
    // Whoever knew the old password may be signed in with it.
    await this.#parts.signedIn.endAll(principalId, 'password', { correlationId, source: address });
    const grant = session.door === 'password-link' ? 'password-link.used' : 'reset.used';
    const used: AuditEventType[] = session.resetGrant ? [grant] : [];
    return this.#finish(session, source, ['password.reset', ...used]);
  }

  /** The account of the session as it is now; undefined when it is gone, disabled or expired since. */
  async findAccount({ principalId }: Session): Promise<DirectoryAccount | undefined> {
    const { directory, clock } = this.#parts;
    const account = await directory.findById(principalId);
    return account !== undefined && isUsable(account, clock.now()) ? account : undefined;
  }

  async refuseForbidden(session: Session, source: SelfServiceSource): Promise<SelfServiceVerdict> {
    const { correlationId } = source;
    this.#parts.logger?.warn('the service account may not reset passwords or unlock', {
      correlationId,
    });
    return refuse(this.#parts, source, session, 'directory.forbidden');
  }

  async #finish(
    session: Session,
    source: SelfServiceSource,
    before: AuditEventType[],
  ): Promise<SelfServiceVerdict> {
    const { journal } = this.#parts;
    const { account, purpose } = session;
    if (account === undefined) throw new Error('a name that nobody has proved everything');
    const facts = { detail: { purpose } };
    await journal.record(
      source,
      session,
      [...before, 'principal.unlocked' as const].map((type) => ({
        ...{ type, outcome: 'success' as const, facts },
      })),
    );
    return doneVerdict(session, account, source.correlationId);
  }

  /** For recovery without the server. Should this fail, the next logon makes up for it: the reset stands. */
  async #seal(
    session: Session,
    source: SelfServiceSource,
    { password, before }: { password: Uint8Array; before: string | undefined },
  ): Promise<void> {
    const { answers, directory, sealedPasswords, clock, logger } = this.#parts;
    const { principalId } = session;
    try {
      const [lock, account] = await Promise.all([
        answers.find(principalId),
        directory.findById(principalId),
      ]);
      const generation = account?.passwordGeneration;
      // A controller that has not heard of the new password still shows the generation of the old one.
      if (lock === undefined || generation === undefined || generation === before) return;
      const { keyId, publicKey } = lock;
      const now = clock.now();
      await sealedPasswords.store({ principalId, keyId, publicKey, generation, password, now });
    } catch (error) {
      const { correlationId } = source;
      logger?.warn('a new password was not sealed for recovery', { correlationId, error });
    }
  }
}
