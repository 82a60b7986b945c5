import type { NewLocalUser } from '../directory/local/local-user-store.js';

/** Somebody who is to administer the server, with all that makes them so. */
export interface FirstAdministrator {
  roleId: string;
  principalId: string;
  /** As the directory calls them. */
  name: string;
  /** What is stored of a new person of the local directory; undefined of somebody whom a directory has. */
  user: NewLocalUser | undefined;
  /** Until when they may enrol a first factor by the password. */
  permittedUntil: Date;
  at: Date;
}

/** Port: spends the one-time code for a first administrator. */
export interface FirstAdministratorStore {
  /**
   * Takes the code and stores person, role and permit, or nothing at all.
   *
   * @param codeHash SHA-256 of the code
   * @returns `exists` when the local directory has somebody of that name: the code holds then; `invalid` when the code is
   *   unknown, used or expired, or somebody administers the server already
   */
  claim(
    codeHash: Uint8Array,
    administrator: FirstAdministrator,
  ): Promise<'claimed' | 'exists' | 'invalid'>;
}

/** Who gave the first role and the first permit, as rows and audit name it. */
export const FIRST_RUN_OPERATOR = 'first-run';
