import type { Clock } from '../clock.js';
import type { DirectoryGroup } from '../directory/directory.js';

/** How long a change of group may stay unseen. */
export const MAX_GROUP_AGE_MS = 30_000;

/** Names are chosen by whoever tries to log on: the cache must not grow with them. */
const MAX_ENTRIES = 10_000;

/** Memberships of all entries together: one principal may be in a thousand groups. */
const MAX_GROUPS = 1_000_000;

/** Groups that are kept once for all who are in them. */
const MAX_SHARED = 50_000;

interface Entry {
  groups: Promise<readonly DirectoryGroup[]>;
  until: number;
  /** How many groups it holds; 0 until they are known. */
  size: number;
}

/**
 * The groups of principals, remembered for a short while; parallel questions are asked once. "No groups" is an answer
 * and is remembered as long; a failure is not, and whoever waited for it is told.
 */
export class GroupCache {
  readonly #clock: Clock;
  readonly #maxEntries: number;
  readonly #maxGroups: number;
  /** Oldest first: a Map keeps the order in which entries were put in. */
  readonly #entries = new Map<string, Entry>();
  readonly #shared = new Map<string, DirectoryGroup>();
  #held = 0;

  constructor(clock: Clock, limits: { entries?: number; groups?: number } = {}) {
    this.#clock = clock;
    this.#maxEntries = limits.entries ?? MAX_ENTRIES;
    this.#maxGroups = limits.groups ?? MAX_GROUPS;
  }

  /** The age counts from the question, not from the answer. */
  of(
    principal: string,
    look: () => Promise<readonly DirectoryGroup[]>,
  ): Promise<readonly DirectoryGroup[]> {
    const now = this.#clock.now().getTime();
    const known = this.#entries.get(principal);
    if (known !== undefined && now < known.until) return known.groups;
    const groups = look().then((found) => found.map((group) => this.#share(group)));
    const entry: Entry = { groups, until: now + MAX_GROUP_AGE_MS, size: 0 };
    this.#remove(principal);
    this.#entries.set(principal, entry);
    entry.groups.then(
      (groups) => {
        if (this.#entries.get(principal) !== entry) return;
        entry.size = groups.length;
        this.#held += entry.size;
        this.#evict();
      },
      () => {
        if (this.#entries.get(principal) === entry) this.#remove(principal);
      },
    );
    this.#evict();
    return entry.groups;
  }

  /** The same group is one object, whoever is in it: a membership costs a pointer. */
  #share(group: DirectoryGroup): DirectoryGroup {
    const key = `${group.sid ?? ''} ${String(group.nested)} ${group.name}`;
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    if (this.#shared.size >= MAX_SHARED) this.#shared.clear();
    this.#shared.set(key, group);
    return group;
  }

  #evict(): void {
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries && this.#held <= this.#maxGroups) return;
      this.#remove(oldest);
    }
  }

  #remove(principal: string): void {
    this.#held -= this.#entries.get(principal)?.size ?? 0;
    this.#entries.delete(principal);
  }
}
