import type { Clock } from '../clock.js';
import type { DirectoryGroup } from '../directory/directory.js';

/** How long a change of group may stay unseen. */
const MAX_AGE_MS = 30_000;

/** Names are chosen by whoever tries to log on: the cache must not grow with them. */
const MAX_ENTRIES = 10_000;

interface Entry {
  groups: Promise<DirectoryGroup[]>;
  until: number;
}

/** The groups of principals, remembered for a short while; parallel questions are asked once. */
export class GroupCache {
  readonly #clock: Clock;
  /** Oldest first: a Map keeps the order in which entries were put in. */
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(principal: string, look: () => Promise<DirectoryGroup[]>): Promise<DirectoryGroup[]> {
    const now = this.#clock.now().getTime();
    const known = this.#entries.get(principal);
    if (known !== undefined && now < known.until) return known.groups;
    const entry = { groups: look(), until: now + MAX_AGE_MS };
    this.#entries.delete(principal);
    this.#entries.set(principal, entry);
    entry.groups.catch(() => {
      if (this.#entries.get(principal) === entry) this.#entries.delete(principal);
    });
    this.#evict();
    return entry.groups;
  }

  #evict(): void {
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MAX_ENTRIES) return;
      this.#entries.delete(oldest);
    }
  }
}
