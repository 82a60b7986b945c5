import { Permission } from '@gatehouse/protocol';

import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { hasAllOf } from './no-more-than.js';
import type { Operator } from './operator.js';
import type { PersonOperators } from './person-operators.js';
import { refusedOperator, unknownPrincipal } from './refused-operator.js';
import { isWithinScope } from './scope.js';

/** What makes the account of somebody else one's own, with whatever that one may do. */
export const TAKES_OVER: ReadonlySet<Permission> = new Set<Permission>([
  'users.manage',
  'users.reset-factors',
  'users.password-link',
  'users.break-glass',
  'passwords.manage',
  'tokens.manage',
]);

/** Whom operators may do something to. */
export class OperatorReach {
  readonly #directory: Directory;
  readonly #people: PersonOperators;

  constructor(dependencies: { directory: Directory; people: PersonOperators }) {
    this.#directory = dependencies.directory;
    this.#people = dependencies.people;
  }

  /** Whether {@link require} would let the operator do this to anybody: then nobody needs to be looked up. */
  isBoundless({ scope, permissions }: Operator, permission: Permission): boolean {
    if (scope !== undefined) return false;
    return !TAKES_OVER.has(permission) || Permission.options.every((one) => permissions.has(one));
  }

  /**
   * Somebody by name whom the operator may do this to.
   * @throws ApplicationError `principal.unknown` also for whoever is outside the scope, `api-key.forbidden` for whoever
   *   has a role that may do more than the operator
   */
  async require(
    operator: Operator,
    permission: Permission,
    name: string,
  ): Promise<DirectoryAccount> {
    const account = await this.#directory.find(name);
    if (account === undefined) throw unknownPrincipal();
    await this.requireAccount(operator, permission, account);
    return account;
  }

  /** The same for an account that was found. */
  async requireAccount(
    operator: Operator,
    permission: Permission,
    account: DirectoryAccount,
  ): Promise<void> {
    if (!isWithinScope(operator.scope, account)) throw unknownPrincipal(account);
    if (this.isBoundless(operator, permission) || !TAKES_OVER.has(permission)) return;
    if (hasAllOf(operator, await this.#people.grantsOf(account))) return;
    throw refusedOperator('role', 'This account has a role that may do more than you.', account);
  }
}
