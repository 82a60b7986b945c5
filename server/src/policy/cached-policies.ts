import type { WrittenPolicy, administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { GroupCache } from './group-cache.js';
import type { Policies, ResolvedPolicy } from './policies.js';
import { PolicyChanges } from './policy-changes.js';
import { PolicyIndex } from './policy-index.js';
import type { PolicyStore } from './policy-store.js';

/** How long another node may go on with the policies as they were. */
const MAX_AGE_MS = 3_000;

interface Loaded {
  revision: string;
  index: PolicyIndex;
}

/** Resolves from memory; what this node applied holds at once, what another applied within seconds. */
export class CachedPolicies implements Policies {
  readonly changes: PolicyChanges;
  readonly #store: PolicyStore;
  readonly #clock: Clock;
  readonly #directory: Directory;
  readonly #groups: GroupCache;
  #loading: { value: Promise<Loaded>; until: number } | undefined;
  #loaded: Loaded | undefined;

  constructor(dependencies: {
    store: PolicyStore;
    audit: AuditLog;
    clock: Clock;
    directory: Directory;
  }) {
    const { store, audit, clock } = dependencies;
    this.#store = store;
    this.#clock = clock;
    this.#directory = dependencies.directory;
    this.#groups = new GroupCache(clock);
    this.changes = new PolicyChanges({
      store,
      audit,
      clock,
      changed: () => {
        this.#loading = undefined;
      },
    });
  }

  apply(
    document: WrittenPolicy,
    context: RequestContext,
    options?: administration.PolicyChangeOptions,
  ) {
    return this.changes.apply(document, context, options);
  }

  list(): Promise<administration.StoredPolicy[]> {
    return this.#store.list();
  }

  async resolve(account: DirectoryAccount | undefined, name = ''): Promise<ResolvedPolicy> {
    return this.resolveBy(await this.index(), account, name);
  }

  /** What holds for somebody by an index, which may be one of policies that nobody applied. */
  async resolveBy(
    index: PolicyIndex,
    account: DirectoryAccount | undefined,
    name = '',
  ): Promise<ResolvedPolicy> {
    const own = account === undefined ? undefined : index.forUser(account);
    if (own !== undefined) return own;
    if (account === undefined) {
      // A name that nobody has costs a search as well, and again only when a known one would (R38).
      if (index.usesGroups) {
        await this.#groups.of(`phantom/${name}`, async () => {
          await this.#directory.find(name);
          return [];
        });
      }
      return index.everyone;
    }
    const groups = index.usesGroups
      ? await this.#groups.of(account.principalId, () => this.#directory.groups(account))
      : [];
    return index.forGroups(groups) ?? index.forContainers(account) ?? index.everyone;
  }

  /** The policies that hold now. */
  async index(): Promise<PolicyIndex> {
    const now = this.#clock.now().getTime();
    if (this.#loading === undefined || now >= this.#loading.until) {
      const loading = { value: this.#load(), until: now + MAX_AGE_MS };
      this.#loading = loading;
      loading.value.catch(() => {
        if (this.#loading === loading) this.#loading = undefined;
      });
    }
    return (await this.#loading.value).index;
  }

  /** Reads the policies only when there is another revision: with many of them, that is most of the work. */
  async #load(): Promise<Loaded> {
    // First: what is changed meanwhile has a later revision, and is read again.
    const revision = await this.#store.revision();
    if (this.#loaded?.revision === revision) return this.#loaded;
    this.#loaded = { revision, index: new PolicyIndex(await this.#store.list()) };
    return this.#loaded;
  }
}
