import type { PolicyDocument, administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { GroupCache } from './group-cache.js';
import type { Policies, ResolvedPolicy } from './policies.js';
import { PolicyIndex } from './policy-index.js';
import type { PolicyStore } from './policy-store.js';
import { requireValidPolicy } from './require-valid-policy.js';

/** How long another node may go on with the policies as they were. */
const MAX_AGE_MS = 3_000;

/** Resolves from memory; what this node applied holds at once, what another applied within seconds. */
export class CachedPolicies implements Policies {
  readonly #store: PolicyStore;
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  readonly #directory: Directory;
  readonly #groups: GroupCache;
  #index: { value: Promise<PolicyIndex>; until: number } | undefined;

  constructor(dependencies: {
    store: PolicyStore;
    audit: AuditLog;
    clock: Clock;
    directory: Directory;
  }) {
    this.#store = dependencies.store;
    this.#audit = dependencies.audit;
    this.#clock = dependencies.clock;
    this.#directory = dependencies.directory;
    this.#groups = new GroupCache(dependencies.clock);
  }

  async apply(input: PolicyDocument, context: RequestContext) {
    const document = requireValidPolicy(input, await this.#store.list());
    const version = await this.#store.add(document, this.#clock.now());
    this.#index = undefined;
    const { name } = document;
    await this.#audit.append({
      type: 'policy.applied',
      outcome: 'success',
      ...context,
      detail: { policy: name, version },
    });
    return { name, version };
  }

  list(): Promise<administration.StoredPolicy[]> {
    return this.#store.list();
  }

  async resolve(account: DirectoryAccount | undefined, name = ''): Promise<ResolvedPolicy> {
    const index = await this.#currentIndex();
    const own = account === undefined ? undefined : index.forUser(account);
    if (!index.usesGroups || own !== undefined) return own ?? index.everyone;
    if (account === undefined) {
      // A name that nobody has costs a search as well, and again only when a known one would (R38).
      await this.#groups.of(`phantom/${name}`, async () => {
        await this.#directory.find(name);
        return [];
      });
      return index.everyone;
    }
    const groups = await this.#groups.of(account.principalId, () =>
      this.#directory.groups(account),
    );
    return index.forGroups(groups) ?? index.everyone;
  }

  #currentIndex(): Promise<PolicyIndex> {
    const now = this.#clock.now().getTime();
    if (this.#index === undefined || now >= this.#index.until) {
      const index = { value: this.#load(), until: now + MAX_AGE_MS };
      this.#index = index;
      index.value.catch(() => {
        if (this.#index === index) this.#index = undefined;
      });
    }
    return this.#index.value;
  }

  async #load(): Promise<PolicyIndex> {
    const stored = await this.#store.list();
    return new PolicyIndex(
      stored.map(({ document }) => document),
      new Map(stored.map(({ document, version }) => [document.name, version])),
    );
  }
}
