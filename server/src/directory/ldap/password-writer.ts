import { ResultCodeError } from 'ldapts';
import type { Change, Control } from 'ldapts';

import type { Deadline } from '../deadline.js';
import type { PasswordOutcome } from '../directory.js';
import type { LdapConnection } from './ldap-connection.js';
import {
  PolicyHintsControl,
  changeChanges,
  isControlRefused,
  readPasswordRefusal,
  resetChanges,
  unlockChanges,
  wipe,
} from './password-change.js';

type Outcome = PasswordOutcome | { outcome: 'wrong' };

/**
 * Writes as the service account, each time on a connection of its own and exactly once: after a failure nobody knows
 * whether the controller did it.
 */
export class PasswordWriter {
  readonly #open: (deadline: Deadline) => Promise<LdapConnection>;
  /** Whether resets may ask for the password history; false once the controller did not know how. */
  #knowsPolicyHints = true;

  /** @param open makes a connection that is bound as the service account */
  constructor(open: (deadline: Deadline) => Promise<LdapConnection>) {
    this.#open = open;
  }

  /** With the history where the controller can: one that cannot refuses the request before it does anything. */
  async reset(dn: string, newPassword: Uint8Array, deadline: Deadline): Promise<PasswordOutcome> {
    return this.#use(deadline, async (connection) => {
      const send = (controls: Control[]) =>
        sendOnce(connection, { dn, changes: resetChanges(newPassword), controls }, deadline);
      if (!this.#knowsPolicyHints) return expectNoWrong(await send([]));
      try {
        return expectNoWrong(await send([new PolicyHintsControl()]));
      } catch (error) {
        if (!(error instanceof ResultCodeError) || !isControlRefused(error)) throw error;
        this.#knowsPolicyHints = false;
        return expectNoWrong(await send([]));
      }
    });
  }

  async change(
    dn: string,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
    deadline: Deadline,
  ): Promise<Outcome> {
    return this.#use(deadline, (connection) => {
      const changes = changeChanges(oldPassword, newPassword);
      return sendOnce(connection, { dn, changes }, deadline);
    });
  }

  async unlock(dn: string, deadline: Deadline): Promise<'unlocked' | 'forbidden'> {
    const changes = unlockChanges();
    const { outcome } = await this.#use(deadline, (connection) =>
      sendOnce(connection, { dn, changes }, deadline),
    );
    return outcome === 'accepted' ? 'unlocked' : 'forbidden';
  }

  async #use<T>(deadline: Deadline, work: (connection: LdapConnection) => Promise<T>): Promise<T> {
    const connection = await this.#open(deadline);
    try {
      return await work(connection);
    } finally {
      connection.close();
    }
  }
}

/** Sends changes, wipes them, and says what the controller thought of it. @throws what else goes wrong */
async function sendOnce(
  connection: LdapConnection,
  { dn, changes, controls = [] }: { dn: string; changes: Change[]; controls?: Control[] },
  deadline: Deadline,
): Promise<Outcome> {
  try {
    await connection.modify(dn, changes, deadline, controls);
    return { outcome: 'accepted' };
  } catch (error) {
    const refusal = error instanceof ResultCodeError ? readPasswordRefusal(error) : undefined;
    if (refusal === undefined) throw error;
    return refusal;
  } finally {
    wipe(changes);
  }
}

/** A reset names no old password that could be wrong. */
function expectNoWrong(outcome: Outcome): PasswordOutcome {
  return outcome.outcome === 'wrong' ? { outcome: 'rejected', rule: 'other' } : outcome;
}
