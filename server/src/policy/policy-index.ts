import { DEFAULT_POLICY } from '@gatehouse/protocol';
import type { PolicyDocument } from '@gatehouse/protocol';

import type { DirectoryAccount, DirectoryGroup } from '../directory/directory.js';
import { mergeSettings } from './merge-settings.js';
import type { ResolvedPolicy } from './policies.js';

/**
 * Policies by what they are assigned to, so that resolving takes as long with ten thousand of them as with one. Among
 * several that fit equally the higher priority wins, then the name that sorts first.
 */
export class PolicyIndex {
  readonly #everyone: ResolvedPolicy;
  readonly #byUser = new Map<string, Ranked>();
  readonly #byGroup = new Map<string, Ranked>();

  /** @param versions of the documents, by name */
  constructor(
    documents: readonly PolicyDocument[],
    versions: ReadonlyMap<string, number> = new Map(),
  ) {
    const ranked = documents.toSorted(
      (a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1),
    );
    const everyone = ranked.find(({ assign }) => assign.everyone);
    this.#everyone =
      everyone === undefined
        ? { name: 'default', settings: DEFAULT_POLICY }
        : {
            name: everyone.name,
            version: versions.get(everyone.name),
            settings: mergeSettings(DEFAULT_POLICY, everyone.settings),
          };
    for (const [rank, document] of ranked.entries()) {
      const entry = {
        rank,
        policy: {
          name: document.name,
          version: versions.get(document.name),
          settings: mergeSettings(DEFAULT_POLICY, everyone?.settings ?? {}, document.settings),
        },
      };
      for (const user of document.assign.users) setFirst(this.#byUser, user, entry);
      for (const group of document.assign.groups) setFirst(this.#byGroup, group, entry);
    }
  }

  /** Whether resolving needs the groups of a user at all. */
  get usesGroups(): boolean {
    return this.#byGroup.size > 0;
  }

  /** The policy for everyone, also for names that nobody has. */
  get everyone(): ResolvedPolicy {
    return this.#everyone;
  }

  forUser(account: DirectoryAccount): ResolvedPolicy | undefined {
    return best(this.#byUser, namesOf(account));
  }

  forGroups(groups: readonly DirectoryGroup[]): ResolvedPolicy | undefined {
    return best(
      this.#byGroup,
      groups.flatMap(({ name, sid }) => (sid === undefined ? [name] : [name, sid])),
    );
  }
}

interface Ranked {
  /** 0 wins over 1. */
  rank: number;
  policy: ResolvedPolicy;
}

/** The spellings under which a policy may name a user. */
function namesOf(account: DirectoryAccount): string[] {
  const { samAccountName, netbiosDomain, realm, userPrincipalName, principalId, sid } = account;
  return [
    samAccountName,
    `${netbiosDomain}\\${samAccountName}`,
    `${samAccountName}@${realm}`,
    ...(userPrincipalName === undefined ? [] : [userPrincipalName]),
    principalId,
    sid,
  ];
}

function setFirst(map: Map<string, Ranked>, name: string, entry: Ranked): void {
  const key = name.toLowerCase();
  if (!map.has(key)) map.set(key, entry);
}

function best(map: Map<string, Ranked>, names: readonly string[]): ResolvedPolicy | undefined {
  if (map.size === 0) return undefined;
  return names
    .map((name) => map.get(name.toLowerCase()))
    .filter((entry) => entry !== undefined)
    .reduce<Ranked | undefined>((a, b) => (a === undefined || b.rank < a.rank ? b : a), undefined)
    ?.policy;
}
