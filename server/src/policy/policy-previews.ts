import type { PolicyDocument, administration } from '@gatehouse/protocol';
import { settingAt } from '@gatehouse/protocol';

import type { Directory, DirectoryAccount } from '../directory/directory.js';
import type { CachedPolicies } from './cached-policies.js';
import { originOf, settingsAt } from './explain-policy.js';
import { withPolicies, withoutPolicies } from './policy-changes.js';
import { diffDocuments } from './policy-diff.js';
import { PolicyIndex } from './policy-index.js';
import type { PolicyStore } from './policy-store.js';
import { requireMeaning, requireValidSet } from './require-valid-policy.js';

/** Users that are looked at together: each may cost the directory a search. */
const AT_ONCE = 8;

/** What would change for whom, without anything changing. */
export class PolicyPreviews {
  readonly #store: PolicyStore;
  readonly #policies: CachedPolicies;
  readonly #directory: Directory;

  constructor(dependencies: {
    store: PolicyStore;
    policies: CachedPolicies;
    directory: Directory;
  }) {
    this.#store = dependencies.store;
    this.#policies = dependencies.policies;
    this.#directory = dependencies.directory;
  }

  /** @throws ApplicationError `policy.invalid`, as applying would */
  async preview(request: administration.PreviewPolicies): Promise<administration.PolicyPreview> {
    const documents = request.policies.map((document) => requireMeaning(document));
    const before = await this.#policies.index();
    const after = await this.indexWith(documents, request.retire);
    const { accounts, unknown, more } = await this.#whom(request);
    const users: administration.PreviewedUser[] = [];
    for (let at = 0; at < accounts.length; at += AT_ONCE) {
      const chunk = accounts.slice(at, at + AT_ONCE);
      const seen = await Promise.all(
        chunk.map((account) => this.#compare(account, before, after, request.door)),
      );
      users.push(...seen.filter((user) => user !== undefined));
    }
    return { looked: accounts.length, unknown, more, users };
  }

  /**
   * The policies as they would be.
   * @throws ApplicationError `policy.invalid`
   */
  async indexWith(
    documents: readonly PolicyDocument[],
    retire: readonly string[],
  ): Promise<PolicyIndex> {
    const current = withoutPolicies(await this.#store.list(), new Set(retire));
    const policies = withPolicies(current, documents);
    requireValidSet(policies, new Set([...documents.map(({ name }) => name), ...retire]));
    return new PolicyIndex(policies);
  }

  async #whom({ users, group, limit }: administration.PreviewPolicies): Promise<{
    accounts: DirectoryAccount[];
    unknown: string[];
    more: boolean;
  }> {
    if (users === undefined) {
      const { accounts, more } = await this.#directory.list({
        limit,
        ...(group === undefined ? {} : { group }),
      });
      return { accounts, unknown: [], more };
    }
    const accounts = new Map<string, DirectoryAccount>();
    const unknown: string[] = [];
    for (const name of users) {
      const account = await this.#directory.find(name);
      if (account === undefined) unknown.push(name);
      else accounts.set(account.principalId, account);
    }
    return { accounts: [...accounts.values()], unknown, more: false };
  }

  async #compare(
    account: DirectoryAccount,
    before: PolicyIndex,
    after: PolicyIndex,
    door: string,
  ): Promise<administration.PreviewedUser | undefined> {
    const [was, willBe] = await Promise.all([
      this.#policies.resolveBy(before, account),
      this.#policies.resolveBy(after, account),
    ]);
    const shown = (settings: typeof was.settings) =>
      Object.fromEntries(
        settingsAt(door, undefined).map((path) => [path, settingAt(settings, path)]),
      );
    const changes = diffDocuments(shown(was.settings), shown(willBe.settings));
    const [from, to] = [originOf(was), originOf(willBe)];
    if (changes.length === 0 && from.policy?.name === to.policy?.name) return undefined;
    return {
      name: `${account.netbiosDomain}\\${account.samAccountName}`,
      principalId: account.principalId,
      before: from,
      after: to,
      // By the name of the setting, as everywhere else.
      changes: changes.map((change) => ({ ...change, path: change.path.slice(1) })),
    };
  }
}
