import type { administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { RequestContext } from '../context.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import type { BreachedList } from '../password/breached/breached-list.js';
import type { PasswordHistory } from '../password/history/password-history.js';
import type { PasswordQuality } from '../password/password-quality.js';
import type { Policies } from '../policy/policies.js';

/** What administrators see of the rules for passwords. */
export class Passwords {
  readonly #dependencies: {
    directory: Directory;
    policies: Policies;
    passwords: PasswordQuality;
    history: PasswordHistory;
    list: BreachedList;
    audit: AuditLog;
  };

  constructor(dependencies: {
    directory: Directory;
    policies: Policies;
    passwords: PasswordQuality;
    history: PasswordHistory;
    list: BreachedList;
    audit: AuditLog;
  }) {
    this.#dependencies = dependencies;
  }

  /** @throws ApplicationError `principal.unknown` */
  async rules(name: string): Promise<administration.UserPasswordRules> {
    const { policies, passwords } = this.#dependencies;
    const account = await this.#require(name);
    const { name: policyName, settings } = await policies.resolve(account);
    const policy = settings.password;
    const { directoryName, ...rules } = await passwords.rules({
      ...{ account, policy, occasion: 'change' },
    });
    return {
      name: account.samAccountName,
      policy: policyName,
      ...(directoryName === undefined ? {} : { directoryPolicy: directoryName }),
      ...rules,
    };
  }

  /**
   * Changes nothing and remembers nothing. It looks at no earlier password: whoever may try some shall not find out which ones
   * there were, of which the last is the present one.
   * @throws ApplicationError `principal.unknown`
   */
  async try(
    name: string,
    { occasion, language, ...texts }: TryPassword,
  ): Promise<administration.TriedPassword> {
    const { policies, passwords } = this.#dependencies;
    const account = await this.#require(name);
    const { settings } = await policies.resolve(account);
    const policy = { ...settings.password, history: 0 };
    const password = Buffer.from(texts.password, 'utf8');
    const old = texts.old === undefined ? undefined : Buffer.from(texts.old, 'utf8');
    try {
      const wanted = { account, policy, language };
      const broken = await passwords.broken({ ...wanted, password, old, occasion });
      const strength = await passwords.strength(wanted, password);
      return { broken, hints: [], ...strength };
    } finally {
      password.fill(0);
      old?.fill(0);
    }
  }

  /** @param who a name, or the id of somebody who is gone */
  async forget(who: string, context: RequestContext): Promise<{ forgotten: number }> {
    const { directory, history, audit } = this.#dependencies;
    const account = (await directory.find(who)) ?? (await directory.findById(who));
    const principalId = account?.principalId ?? who;
    const forgotten = await history.forget(principalId);
    // A name that is nobody's is no principal's id.
    if (account !== undefined || forgotten > 0) {
      await audit.append({
        ...{ type: 'password.history-forgotten', outcome: 'success', ...context, principalId },
        principalName: account?.samAccountName,
        detail: { forgotten },
      });
    }
    return { forgotten };
  }

  checkList(): Promise<administration.PasswordListCheck> {
    return this.#dependencies.list.check();
  }

  async #require(name: string): Promise<DirectoryAccount> {
    const account = await this.#dependencies.directory.find(name);
    if (account === undefined) throw new ApplicationError('principal.unknown');
    return account;
  }
}

interface TryPassword {
  password: string;
  old?: string | undefined;
  occasion: 'reset' | 'change';
  language?: string | undefined;
}
