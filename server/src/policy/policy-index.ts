import { DEFAULT_POLICY } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import type { DirectoryAccount, DirectoryGroup } from '../directory/directory.js';
import { hasWindowsAccount } from '../directory/directory.js';
import { DirectoryUnavailableError } from '../directory/directory.js';
import { containerKeys, distinguishedNameKey } from '../directory/distinguished-name.js';
import { looksLikeSid } from '../directory/sid.js';
import type { ResolvedPolicy } from './policies.js';
import { createRules } from './policy-rule.js';
import type { PolicyLayer, PolicyRule } from './policy-rule.js';

/**
 * Policies by what they are assigned to, so that resolving takes as long with ten thousand of them as with one. Among
 * several that fit equally the higher priority wins, then the name that sorts first.
 */
export class PolicyIndex {
  readonly #everyone: ResolvedPolicy;
  readonly #rules = new Map<string, PolicyRule>();
  readonly #byUser = new Map<string, Ranked>();
  readonly #byGroup = new Map<string, Ranked>();
  readonly #byContainer = new Map<string, Ranked>();
  readonly #byGroups = new WeakMap<
    readonly DirectoryGroup[],
    { policy: ResolvedPolicy | undefined }
  >();

  constructor(policies: readonly administration.StoredPolicy[]) {
    const { everyone, rules } = createRules(policies);
    this.#everyone =
      everyone === undefined
        ? { name: 'default', by: { to: 'shipped' }, settings: DEFAULT_POLICY }
        : given(everyone, { to: 'everyone' });
    for (const [rank, rule] of rules.entries()) {
      this.#rules.set(rule.name, rule);
      const { users, groups, ous } = rule.document.assign;
      for (const user of users) setFirst(this.#byUser, user.toLowerCase(), { rank, rule });
      for (const group of groups) setFirst(this.#byGroup, group.toLowerCase(), { rank, rule });
      for (const ou of ous) {
        setFirst(this.#byContainer, distinguishedNameKey(ou), { rank, rule, spelling: ou });
      }
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

  /** What the settings of a policy were made of, the inherited first. */
  layersOf({ name, version }: ResolvedPolicy): readonly PolicyLayer[] {
    return version === undefined ? [] : (this.#rules.get(name)?.layers ?? []);
  }

  /** A policy with what it inherits, whether or not it is assigned to anybody. */
  rule(name: string): PolicyRule | undefined {
    return this.#rules.get(name);
  }

  forUser(account: DirectoryAccount): ResolvedPolicy | undefined {
    let best: Ranked | undefined;
    if (this.#byUser.size === 0) return undefined;
    for (const name of namesOf(account)) {
      best = better(best, this.#byUser.get(name.toLowerCase()));
    }
    return best && given(best.rule, { to: 'user' });
  }

  /** Asked again for the same list, as the cache of groups gives it, it only looks up what it found. */
  forGroups(groups: readonly DirectoryGroup[]): ResolvedPolicy | undefined {
    if (this.#byGroup.size === 0) return undefined;
    const known = this.#byGroups.get(groups);
    if (known !== undefined) return known.policy;
    const policy = this.#findByGroups(groups);
    this.#byGroups.set(groups, { policy });
    return policy;
  }

  #findByGroups(groups: readonly DirectoryGroup[]): ResolvedPolicy | undefined {
    let best: Ranked | undefined;
    let by: DirectoryGroup | undefined;
    for (const group of groups) {
      for (const name of spellingsOf(group)) {
        const found = this.#byGroup.get(name.toLowerCase());
        if (found === undefined || (best !== undefined && best.rank < found.rank)) continue;
        // One policy may name several of the groups: which of them is said must not depend on their order.
        if (by === undefined || best?.rank !== found.rank || isTold(group, by)) by = group;
        best = found;
      }
    }
    if (best === undefined || by === undefined) return undefined;
    const nested = by.nested === true ? { nested: true } : {};
    return given(best.rule, { to: 'group', group: by.name, ...nested });
  }

  /**
   * Where the account is in the directory decides: the nearest container for which there is a policy. The local
   * directory has none.
   * @throws DirectoryUnavailableError when the directory's name of the account cannot be read
   */
  forContainers({ distinguishedName }: DirectoryAccount): ResolvedPolicy | undefined {
    if (this.#byContainer.size === 0 || distinguishedName === undefined) return undefined;
    for (const [distance, key] of containersOf(distinguishedName).entries()) {
      const found = this.#byContainer.get(key);
      if (found === undefined) continue;
      return given(found.rule, { to: 'ou', ou: found.spelling ?? key, distance });
    }
    return undefined;
  }
}

interface Ranked {
  /** 0 wins over 1. */
  rank: number;
  rule: PolicyRule;
  /** As the policy spells the container. */
  spelling?: string;
}

function given(rule: PolicyRule, by: administration.PolicyAssignment): ResolvedPolicy {
  const { name, version, settings } = rule;
  return { name, version, by, settings };
}

/** The spellings under which a policy may name a group. One that is called like the SID of another is not that one. */
function spellingsOf({ name, sid }: DirectoryGroup): string[] {
  return [...(looksLikeSid(name) ? [] : [name]), ...(sid === undefined ? [] : [sid])];
}

/** Whether `a` is told rather than `b`: a group that somebody is in directly, then the name that sorts first. */
function isTold(a: DirectoryGroup, b: DirectoryGroup): boolean {
  const nested = Number(a.nested === true) - Number(b.nested === true);
  return nested < 0 || (nested === 0 && a.name < b.name);
}

function containersOf(distinguishedName: string): string[] {
  try {
    return containerKeys(distinguishedName);
  } catch (cause) {
    // Somebody who cannot be placed would get round the policy of the OU.
    throw new DirectoryUnavailableError('the place of an account cannot be read', { cause });
  }
}

/** The spellings under which a policy may name a user. */
function namesOf(account: DirectoryAccount): string[] {
  const { samAccountName, netbiosDomain, realm, userPrincipalName, principalId, sid } = account;
  return [
    // Without a realm a name means somebody of the default one.
    ...(account.isForeign === true ? [] : [samAccountName]),
    `${netbiosDomain}\\${samAccountName}`,
    `${samAccountName}@${realm}`,
    ...(userPrincipalName === undefined ? [] : [userPrincipalName]),
    principalId,
    ...(hasWindowsAccount(account) ? [sid] : []),
  ];
}

function setFirst(map: Map<string, Ranked>, key: string, entry: Ranked): void {
  if (!map.has(key)) map.set(key, entry);
}

function better(a: Ranked | undefined, b: Ranked | undefined): Ranked | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.rank < a.rank ? b : a;
}
