import type { CredentialId, administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import type { Directory, DirectoryAccount, ManagedDirectory } from '../directory/directory.js';
import type { RequiredEnrollments } from '../enrollment/required-enrollments.js';
import { ApplicationError } from '../errors/application-error.js';
import type { CredentialOwner, Credentials } from '../factors/credentials.js';
import type { Policies } from '../policy/policies.js';
import type { SessionEnder } from '../sessions/session-ender.js';

export interface UsersDependencies {
  directory: Directory;
  /** The same directory, where its users are managed here. */
  managed: ManagedDirectory | undefined;
  credentials: Credentials;
  policies: Pick<Policies, 'resolve'>;
  requiredEnrollments: Pick<RequiredEnrollments, 'rememberIdle'>;
  /** Sessions rest on the password and the factors. */
  sessions: SessionEnder;
  audit: AuditLog;
  clock: Clock;
  /** The name that authenticator apps show. */
  issuer: string;
}

/** What administrators do to users. What the help desk sees of them and does for them is elsewhere. */
export class Users {
  readonly #dependencies: UsersDependencies;

  constructor(dependencies: UsersDependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws ApplicationError `directory.unsupported`, `principal.exists` */
  async add(user: NewUser, context: RequestContext): Promise<DirectoryAccount> {
    const password = Buffer.from(user.password, 'utf8');
    try {
      const account = await this.#requireManaged().add({ ...user, password });
      await this.#audit('user.added', account, context);
      return account;
    } finally {
      password.fill(0);
    }
  }

  /**
   * A password that was set for somebody makes no idle account one that is in use: whoever has no factor does not enrol the
   * first one by it (R6). Remembered before the directory has it, so that no failure in between leaves one that would do.
   * @throws ApplicationError `directory.unsupported`, `principal.unknown`; DirectoryUnavailableError
   */
  async setPassword(name: string, text: string, context: RequestContext): Promise<void> {
    const password = Buffer.from(text, 'utf8');
    try {
      const directory = this.#requireManaged();
      const account = await this.#require(name);
      await this.#rememberIdle(account);
      await directory.setPassword(account, password);
      await this.#audit('password.set', account, context);
      await this.#dependencies.sessions.endAll(account.principalId, 'password', context);
    } finally {
      password.fill(0);
    }
  }

  /** The URI holds the seed: it is given here and nowhere else. */
  async enrollTotp(
    name: string,
    label: string | undefined,
    context: RequestContext,
  ): Promise<administration.EnrolledTotp> {
    const { credentials, issuer } = this.#dependencies;
    const owner = ownerOf(await this.#require(name));
    const { id, uri, seed } = await credentials.enrollTotp(owner, { issuer, label }, context);
    seed.fill(0);
    return { id, uri };
  }

  async enrollEmail(
    name: string,
    address: string,
    context: RequestContext,
  ): Promise<administration.EnrolledEmail> {
    const owner = ownerOf(await this.#require(name));
    return this.#dependencies.credentials.enrollEmail(owner, address, context);
  }

  async removeFactor(name: string, id: CredentialId, context: RequestContext): Promise<void> {
    const owner = ownerOf(await this.#require(name));
    await this.#dependencies.credentials.remove(owner, id, context);
    await this.#dependencies.sessions.endAll(owner.principalId, 'factors', context);
  }

  async #rememberIdle(account: DirectoryAccount): Promise<void> {
    const { policies, requiredEnrollments, clock } = this.#dependencies;
    const { settings } = await policies.resolve(account);
    await requiredEnrollments.rememberIdle(account, settings, clock.now());
  }

  async #require(name: string): Promise<DirectoryAccount> {
    const account = await this.#dependencies.directory.find(name);
    if (account === undefined) throw new ApplicationError('principal.unknown');
    return account;
  }

  #requireManaged(): ManagedDirectory {
    const { managed } = this.#dependencies;
    if (managed === undefined) {
      throw new ApplicationError('directory.unsupported', {
        detail: 'Users of this directory are added and changed in the directory itself.',
      });
    }
    return managed;
  }

  async #audit(
    type: 'user.added' | 'password.set',
    account: DirectoryAccount,
    context: RequestContext,
  ): Promise<void> {
    const owner = ownerOf(account);
    await this.#dependencies.audit.append({ type, outcome: 'success', ...context, ...owner });
  }
}

export interface NewUser {
  name: string;
  displayName?: string | undefined;
  mail?: string | undefined;
  password: string;
}

function ownerOf(account: DirectoryAccount): CredentialOwner {
  return { principalId: account.principalId, principalName: account.samAccountName };
}
