import { DirectoryUnavailableError } from '../directory/directory.js';
import type { Directory } from '../directory/directory.js';
import { isUsable } from '../directory/is-usable.js';
import type { SessionStore } from './session-store.js';
import type { SessionEndReason, StoredSession } from './session.js';

/** For how long the directory's word about an account is good. */
const GOOD_FOR_MS = 60_000;

/** For how long it must be when the directory does not answer: after that nobody is let go on (fail closed). */
const MUST_DO_FOR_MS = 15 * 60_000;

/** Asks the directory now and then whether those who are signed in may still be. */
export class AccountCheck {
  readonly #directory: Pick<Directory, 'findById'>;
  readonly #store: Pick<SessionStore, 'markChecked'>;

  constructor(directory: Pick<Directory, 'findById'>, store: Pick<SessionStore, 'markChecked'>) {
    this.#directory = directory;
    this.#store = store;
  }

  /**
   * @returns why a session must end; undefined when it goes on
   * @throws DirectoryUnavailableError when the directory has not answered for longer than a session may do without
   */
  async reasonToEnd(session: StoredSession, now: Date): Promise<SessionEndReason | undefined> {
    const age = now.getTime() - session.checkedAt.getTime();
    if (age < GOOD_FOR_MS) return undefined;
    try {
      return await this.#ask(session, now);
    } catch (error) {
      if (error instanceof DirectoryUnavailableError && age < MUST_DO_FOR_MS) return undefined;
      throw error;
    }
  }

  async #ask(
    { id, principalId, generation }: StoredSession,
    now: Date,
  ): Promise<SessionEndReason | undefined> {
    const account = await this.#directory.findById(principalId);
    if (account === undefined || !isUsable(account, now)) return 'account';
    const { passwordGeneration } = account;
    // Absent: it must be changed before it is used, so somebody has reset it.
    if (generation !== undefined && passwordGeneration !== generation) return 'password';
    await this.#store.markChecked(id, passwordGeneration, now);
    return undefined;
  }
}
