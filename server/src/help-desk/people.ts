import type { Operator } from '../access/operator.js';
import { unknownPrincipal } from '../access/refused-operator.js';
import { isWithinScope } from '../access/scope.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';

/** People as an operator may know them. Whoever is outside of the operator's scope is nobody. */
export class People {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /**
   * @param name as people type it, or the id of a principal
   * @throws ApplicationError `principal.unknown`
   * @throws DirectoryUnavailableError
   */
  async require(name: string, operator: Pick<Operator, 'scope'>): Promise<DirectoryAccount> {
    const account = (await this.#directory.find(name)) ?? (await this.#directory.findById(name));
    if (account === undefined) throw unknownPrincipal();
    if (!isWithinScope(operator.scope, account)) throw unknownPrincipal(account);
    return account;
  }

  /** Those of these ids that are there, and within the scope. @throws DirectoryUnavailableError */
  async byIds(
    principalIds: readonly string[],
    operator: Pick<Operator, 'scope'>,
  ): Promise<DirectoryAccount[]> {
    const found = await Promise.all(principalIds.map((id) => this.#directory.findById(id)));
    return found
      .filter((account) => account !== undefined)
      .filter((account) => isWithinScope(operator.scope, account));
  }
}
