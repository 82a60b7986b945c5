import { randomUUID } from 'node:crypto';

import { PasswordPolicyControl, PasswordPolicyError, ResultCodeError } from 'ldapts';

import type { Deadline } from '../../deadline.js';
import { isWrong } from '../../directory.js';
import type { DirectoryAccount, PasswordCheck } from '../../directory.js';
import { Pace } from '../../pace.js';
import { text } from '../entry.js';
import type { LdapConnection } from '../ldap-connection.js';
import type { LdapHosts } from '../ldap-hosts.js';
import { decodeUtf8 } from '../password-text.js';
import { POLICY_STATE, idOf, personWithIdFilter } from './people.js';
import type { PeopleFacts } from './people.js';

/**
 * Codes with which servers refuse a password, or an account whatever the password: constraintViolation,
 * inappropriateAuthentication, invalidCredentials, unwillingToPerform (RFC 4511, appendix A.1). An attempt that was refused
 * is never given back.
 */
const REFUSALS = new Set([19, 48, 49, 53]);

interface Proof {
  dn: string;
  isNobody: boolean;
  isLocked: boolean;
  mustChange: boolean;
}

/** Checks passwords by simple binds: one read, for where the entry is now, and one bind to the same host. */
export class PersonPasswordCheck {
  readonly #hosts: LdapHosts;
  readonly #facts: PeopleFacts;
  readonly #baseDn: string;
  readonly #nobody = randomUUID();
  readonly #wrongPasswordPace = new Pace();

  constructor(hosts: LdapHosts, facts: PeopleFacts, baseDn: string) {
    this.#hosts = hosts;
    this.#facts = facts;
    this.#baseDn = baseDn;
  }

  /** @throws DirectoryUnavailableError and what a search throws */
  async verify(
    account: DirectoryAccount | undefined,
    password: Uint8Array,
    deadline: Deadline,
  ): Promise<PasswordCheck> {
    const typed = decodeUtf8(password);
    let begun = performance.now();
    const { proof, check } = await this.#hosts.prove(
      deadline,
      (connection, share) =>
        this.#look(typed === undefined ? undefined : account, connection, share),
      async (connection, looked) => {
        begun = performance.now();
        const check = await bindOnce(connection, looked.dn, typed ?? '\u{fffd}', deadline);
        return { proof: looked, check };
      },
    );
    if (!proof.isNobody && !isWrong(check)) {
      return check === 'right' && proof.mustChange ? 'must-change' : check;
    }
    if (proof.isNobody || proof.isLocked || check === 'locked') {
      await this.#wrongPasswordPace.keep(begun, deadline.remainingMs);
    } else {
      this.#wrongPasswordPace.record(performance.now() - begun);
    }
    return proof.isNobody ? 'wrong' : check;
  }

  /** Looks for nobody as well: it costs as much (R38). */
  async #look(
    account: DirectoryAccount | undefined,
    connection: LdapConnection,
    deadline: Deadline,
  ): Promise<Proof> {
    const id = account && idOf(account.principalId, this.#facts.realm);
    const filter = personWithIdFilter(id ?? this.#nobody, this.#facts);
    const options = { scope: 'sub', filter, attributes: POLICY_STATE, sizeLimit: 1 } as const;
    const [entry] = await connection.search(this.#baseDn, options, deadline);
    return {
      dn: entry?.dn ?? `${this.#facts.attributes.name}=nobody-${this.#nobody},${this.#baseDn}`,
      isNobody: entry === undefined,
      isLocked: entry !== undefined && text(entry, 'pwdAccountLockedTime') !== undefined,
      mustChange: entry !== undefined && text(entry, 'pwdReset') === 'TRUE',
    };
  }
}

/** Sends exactly one bind. What the policy says beside it is said of a right password only (slapo-ppolicy). */
export async function bindOnce(
  connection: LdapConnection,
  dn: string,
  password: string,
  deadline: Deadline,
): Promise<PasswordCheck> {
  const policy = new PasswordPolicyControl();
  try {
    await connection.bind(dn, password, deadline, [policy]);
    return policy.value?.error === PasswordPolicyError.ChangeAfterReset ? 'must-change' : 'right';
  } catch (error) {
    if (!(error instanceof ResultCodeError) || !REFUSALS.has(error.code)) throw error;
    switch (policy.value?.error) {
      case PasswordPolicyError.PasswordExpired:
        return 'password-expired';
      case PasswordPolicyError.AccountLocked:
        return 'locked';
      default:
        return 'wrong';
    }
  }
}
