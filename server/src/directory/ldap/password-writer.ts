import { ResultCodeError } from 'ldapts';
import type { Change, Control } from 'ldapts';

import type { Deadline } from '../deadline.js';
import type { PasswordOutcome } from '../directory.js';
import type { LdapConnection } from './ldap-connection.js';
import type { LdapHosts } from './ldap-hosts.js';
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
  readonly #hosts: LdapHosts;
  /** Whether resets may ask for the password history; false once the controller did not know how. */
  #knowsPolicyHints = true;

  constructor(hosts: LdapHosts) {
    this.#hosts = hosts;
  }

  /** With the history where the controller can: one that cannot refuses the request before it does anything. */
  async reset(dn: string, newPassword: Uint8Array, deadline: Deadline): Promise<PasswordOutcome> {
    return this.#hosts.write(deadline, async (connection) => {
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

  /** @param account.isNear whether a wrong old password would lock the account at this controller: then none is tried */
  async change(
    account: { dn: string; isNear: (connection: LdapConnection) => Promise<boolean> },
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
    deadline: Deadline,
  ): Promise<Outcome> {
    return this.#hosts.write<Outcome>(deadline, async (connection) => {
      if (await account.isNear(connection)) return { outcome: 'wrong' };
      const changes = changeChanges(oldPassword, newPassword);
      return sendOnce(connection, { dn: account.dn, changes }, deadline);
    });
  }

  async unlock(dn: string, deadline: Deadline): Promise<'unlocked' | 'forbidden'> {
    const changes = unlockChanges();
    const { outcome } = await this.#hosts.write(deadline, (connection) =>
      sendOnce(connection, { dn, changes }, deadline),
    );
    return outcome === 'accepted' ? 'unlocked' : 'forbidden';
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
