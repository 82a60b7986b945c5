import { ROLE_PERMISSIONS } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { isUsable } from '../directory/is-usable.js';
import { looksLikeSid } from '../directory/sid.js';
import { GroupCache } from '../policy/group-cache.js';
import { operatorOf } from './narrow.js';
import type { Operator, OperatorGrant } from './operator.js';
import type { RoleStore } from './role-store.js';

/** What people may do to others, by their roles and those of the groups that they are in, directly or nested. */
export class PersonOperators {
  readonly #store: RoleStore;
  readonly #directory: Directory;
  readonly #clock: Clock;
  /** A membership that ended goes on for `MAX_GROUP_AGE_MS` at the most. */
  readonly #groups: GroupCache;

  constructor(dependencies: { store: RoleStore; directory: Directory; clock: Clock }) {
    this.#store = dependencies.store;
    this.#directory = dependencies.directory;
    this.#clock = dependencies.clock;
    this.#groups = new GroupCache(dependencies.clock);
  }

  /**
   * Of somebody who signed in, as the directory knows them now; undefined for whoever has no role, is gone or may not log
   * on any more. Have `narrowTo` choose what the operation at hand needs before anything is decided by it.
   *
   * @throws DirectoryUnavailableError when it cannot be told: that is never taken for "no role", nor for one
   */
  async forPerson(principalId: string): Promise<Operator | undefined> {
    const account = await this.#directory.findById(principalId);
    if (account === undefined || !isUsable(account, this.#clock.now())) return undefined;
    const [first, ...others] = await this.grantsOf(account);
    if (first === undefined) return undefined;
    const { samAccountName: name } = account;
    return operatorOf([first, ...others], { id: principalId, name, person: principalId });
  }

  /** Whatever somebody's roles let them do, whether they may log on or not. @throws DirectoryUnavailableError */
  async grantsOf(account: DirectoryAccount): Promise<OperatorGrant[]> {
    const { principalId, realm } = account;
    const groups = await this.#groups.of(principalId, () => this.#directory.groups(account));
    // A group that somebody called like the SID of another one is not that one.
    const names = groups.flatMap(({ name, sid }) => [
      ...(looksLikeSid(name) ? [] : [nameWithin(name, account)]),
      ...(sid === undefined ? [] : [sid]),
    ]);
    const roles = await this.#store.of({ principalId, realm, groups: names });
    return roles.flatMap(({ role, scope }) =>
      role === undefined ? [] : [{ permissions: new Set(ROLE_PERMISSIONS[role]), scope }],
    );
  }
}

/** As a role names a group, with its realm beside it: those of other realms than the default one come with a domain in front. */
function nameWithin(name: string, { isForeign }: DirectoryAccount): string {
  return isForeign === true ? name.slice(name.indexOf('\\') + 1) : name;
}
