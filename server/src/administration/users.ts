import type { CredentialId, administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { RequestContext } from '../context.js';
import type { Directory, DirectoryAccount, ManagedDirectory } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import type { CredentialOwner, Credentials } from '../factors/credentials.js';
import type { Policies } from '../policy/policies.js';
import type { Regulation } from '../regulation/strikes.js';
import type { SessionEnder } from '../sessions/session-ender.js';

export interface UsersDependencies {
  directory: Directory;
  /** The same directory, where its users are managed here. */
  managed: ManagedDirectory | undefined;
  credentials: Credentials;
  policies: Policies;
  strikes: Regulation;
  /** Sessions rest on the password and the factors. */
  sessions: SessionEnder;
  audit: AuditLog;
  /** The name that authenticator apps show. */
  issuer: string;
}

/** What administrators see of users and do to them. */
export class Users {
  readonly #dependencies: UsersDependencies;

  constructor(dependencies: UsersDependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws ApplicationError `principal.unknown` */
  async show(name: string): Promise<administration.User> {
    return this.#view(await this.#require(name));
  }

  /** @throws ApplicationError `directory.unsupported`, `principal.exists` */
  async add(user: NewUser, context: RequestContext): Promise<administration.User> {
    const password = Buffer.from(user.password, 'utf8');
    try {
      const account = await this.#requireManaged().add({ ...user, password });
      await this.#audit('user.added', account, context);
      return await this.#view(account);
    } finally {
      password.fill(0);
    }
  }

  /** @throws ApplicationError `directory.unsupported`, `principal.unknown` */
  async setPassword(name: string, text: string, context: RequestContext): Promise<void> {
    const password = Buffer.from(text, 'utf8');
    try {
      const directory = this.#requireManaged();
      const account = await this.#require(name);
      await directory.setPassword(account, password);
      await this.#audit('password.set', account, context);
      await this.#dependencies.sessions.endAll(account.principalId, 'password', context);
    } finally {
      password.fill(0);
    }
  }

  async unlock(name: string, context: RequestContext): Promise<void> {
    await this.#dependencies.strikes.unlock(ownerOf(await this.#require(name)), context);
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

  async #view(account: DirectoryAccount): Promise<administration.User> {
    const { directory, credentials, policies, strikes } = this.#dependencies;
    const [groups, factors, policy] = await Promise.all([
      directory.groups(account),
      credentials.list(account.principalId),
      policies.resolve(account),
    ]);
    const { lockedUntil, ...counted } = await strikes.show(
      account.principalId,
      policy.settings.lockout,
    );
    const alternateMail = factors.find(({ method }) => method === 'email')?.address;
    return {
      principalId: account.principalId,
      name: account.samAccountName,
      ...(account.displayName === undefined ? {} : { displayName: account.displayName }),
      ...(account.mail === undefined ? {} : { mail: account.mail }),
      ...(alternateMail === undefined ? {} : { alternateMail }),
      sid: account.sid,
      netbiosDomain: account.netbiosDomain,
      groups: groups.map((group) => group.name),
      factors: factors.map(({ id, method, createdAt }) => ({
        id,
        method,
        createdAt: createdAt.toISOString(),
      })),
      strikes: counted.strikes,
      locked: counted.locked,
      ...(lockedUntil === undefined ? {} : { lockedUntil: lockedUntil.toISOString() }),
      policy: { name: policy.name, settings: policy.settings },
    };
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
