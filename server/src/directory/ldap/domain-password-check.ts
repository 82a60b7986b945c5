import { randomUUID } from 'node:crypto';

import { ResultCodeError } from 'ldapts';
import type { Entry } from 'ldapts';

import type { Deadline } from '../deadline.js';
import { isWrong } from '../directory.js';
import type { DirectoryAccount, PasswordCheck } from '../directory.js';
import { KeyedTurns } from '../keyed-turns.js';
import { Pace } from '../pace.js';
import { WRONG_PASSWORD, bindSubCode, readBindRefusal } from './active-directory.js';
import type { DomainFacts } from './domain-facts.js';
import type { LdapConnection } from './ldap-connection.js';
import type { LdapHosts } from './ldap-hosts.js';
import { GUARD_ATTRIBUTES } from './lockout-guard.js';
import type { LockoutGuard } from './lockout-guard.js';
import type { Search } from './password-policy.js';
import { decodeUtf8 } from './password-text.js';

/** LDAP's noSuchObject (RFC 4511, appendix A.1). */
const NO_SUCH_OBJECT = 32;

/** Whose password is tried, in the end. */
interface Proof {
  dn: string;
  /** What is said in place of the controller's word. */
  instead: PasswordCheck | undefined;
}

/**
 * Checks passwords at a domain controller: one read, which sees how near the account is to being locked there, and one bind
 * to the same controller. Attempts for one name come one after the other, so that each sees the count after the one before.
 */
export class DomainPasswordCheck {
  readonly #hosts: LdapHosts;
  readonly #guard: LockoutGuard;
  readonly #turns: KeyedTurns;
  /** Nobody's: the bind that stands for unknown names costs the same round trip and lookup, and always fails (R38). */
  readonly #nobodyDn: string;
  readonly #wrongPasswordPace = new Pace();

  constructor(options: {
    hosts: LdapHosts;
    guard: LockoutGuard;
    queueLimit: number;
    domainDn: string;
  }) {
    this.#hosts = options.hosts;
    this.#guard = options.guard;
    this.#turns = new KeyedTurns(options.queueLimit);
    this.#nobodyDn = `CN=nobody-${randomUUID()},${options.domainDn}`;
  }

  /**
   * @param key names that share it take turns; without one there is nobody to wait for
   * @throws DirectoryUnavailableError and what a search throws
   */
  async verify(
    subject: { account: DirectoryAccount | undefined; key: string | undefined; facts: DomainFacts },
    password: Uint8Array,
    deadline: Deadline,
  ): Promise<PasswordCheck> {
    const work = () => this.#verify(subject, password, deadline);
    return subject.key === undefined ? work() : this.#turns.run(subject.key, deadline, work);
  }

  async #verify(
    { account, facts }: { account: DirectoryAccount | undefined; facts: DomainFacts },
    password: Uint8Array,
    deadline: Deadline,
  ): Promise<PasswordCheck> {
    const text = decodeUtf8(password);
    let begun = performance.now();
    const { proof, check, subCode } = await this.#hosts.prove(
      deadline,
      (connection, share) =>
        this.#look(text === undefined ? undefined : account, facts, connection, share),
      async (connection, proof) => {
        begun = performance.now();
        return { proof, ...(await bindOnce(connection, proof.dn, text ?? '\u{fffd}', deadline)) };
      },
    );
    if (proof.instead === undefined && !isWrong(check)) return check;
    if (proof.instead === undefined && subCode === WRONG_PASSWORD) {
      this.#wrongPasswordPace.record(performance.now() - begun);
    } else {
      await this.#wrongPasswordPace.keep(begun, deadline.remainingMs);
    }
    return proof.instead ?? check;
  }

  /** Reads for nobody as well: it costs as much (R38). */
  async #look(
    account: DirectoryAccount | undefined,
    { domainDn }: DomainFacts,
    connection: LdapConnection,
    deadline: Deadline,
  ): Promise<Proof> {
    const search: Search = (base, options) => connection.search(base, options, deadline);
    const base = account === undefined ? this.#nobodyDn : `<SID=${account.sid}>`;
    const entry = await readIfThere(search, base);
    if (account === undefined || entry === undefined) {
      return { dn: this.#nobodyDn, instead: 'wrong' };
    }
    const refusal = await this.#guard.refusalOf(entry, orNothing(search), domainDn);
    return { dn: refusal === undefined ? entry.dn : this.#nobodyDn, instead: refusal };
  }
}

async function readIfThere(search: Search, base: string): Promise<Entry | undefined> {
  try {
    const [entry] = await search(base, { scope: 'base', attributes: GUARD_ATTRIBUTES });
    return entry;
  } catch (error) {
    if (error instanceof ResultCodeError && error.code === NO_SUCH_OBJECT) return undefined;
    throw error;
  }
}

/** What may not be read looks like nothing, or is refused. */
export function orNothing(search: Search): Search {
  return async (base, options) => {
    try {
      return await search(base, options);
    } catch (error) {
      if (error instanceof ResultCodeError) return [];
      throw error;
    }
  };
}

/**
 * Sends exactly one bind. The name is the distinguished one, because Active Directory tries that form first: nothing that
 * somebody can write into another entry (a display name, a UPN) is taken for it ([MS-ADTS] 5.1.1.1.1).
 */
async function bindOnce(
  connection: LdapConnection,
  dn: string,
  password: string,
  deadline: Deadline,
): Promise<{ check: PasswordCheck; subCode?: string | undefined }> {
  try {
    await connection.bind(dn, password, deadline);
    return { check: 'right' };
  } catch (error) {
    const check = error instanceof ResultCodeError ? readBindRefusal(error) : undefined;
    if (!(error instanceof ResultCodeError) || check === undefined) throw error;
    return { check, subCode: bindSubCode(error.message) };
  }
}
