import type { Entry } from 'ldapts';

import { text } from './entry.js';
import { readFileTime } from './file-time.js';
import { isLocked, readLockoutRule } from './password-policy.js';
import type { LockoutRule, Search } from './password-policy.js';

/** What {@link LockoutGuard} looks at. All of it is readable by authenticated users; a settings object itself is not. */
export const GUARD_ATTRIBUTES = [
  'badPwdCount',
  'badPasswordTime',
  'msDS-ResultantPSO',
  'msDS-User-Account-Control-Computed',
];

/** How long a changed threshold may stay unseen. */
const MAX_AGE_MS = 60_000;
/** Settings objects of a domain are few. */
const MAX_RULES = 256;

/**
 * Keeps Gatehouse from locking an account in Active Directory: says when the next wrong password would. What it reads is
 * the count of one controller, which others do not see (badPwdCount is not replicated, [MS-ADTS] 3.1.1.4.4), so ask it
 * about the controller that will look at the password.
 */
export class LockoutGuard {
  readonly #margin: number;
  readonly #now: () => number;
  readonly #unreadable: () => void;
  readonly #rules = new Map<string, { rule: LockoutRule | undefined; until: number }>();

  /**
   * @param options.margin wrong passwords that are left to others than this server
   * @param options.unreadable is told of a settings object that the service account may not read
   */
  constructor(options: { margin: number; unreadable: () => void; now?: () => number }) {
    this.#margin = options.margin;
    this.#unreadable = options.unreadable;
    this.#now = options.now ?? Date.now;
  }

  /** Why no password for this entry (with {@link GUARD_ATTRIBUTES}) may be tried; undefined when one may. */
  async refusalOf(
    entry: Entry,
    search: Search,
    domainDn: string,
  ): Promise<'near-lockout' | 'locked' | undefined> {
    const isNear = await this.isNear(entry, search, domainDn);
    if (isLocked(entry)) return 'locked';
    return isNear ? 'near-lockout' : undefined;
  }

  /** Whether a wrong password for this entry (with {@link GUARD_ATTRIBUTES}) must not be tried. */
  async isNear(entry: Entry, search: Search, domainDn: string): Promise<boolean> {
    const count = Number(text(entry, 'badPwdCount') ?? 0);
    if (!(count > 0)) return false;
    const { threshold, windowMs } = await this.#ruleOf(entry, search, domainDn);
    if (threshold === 0 || count < Math.max(1, threshold - this.#margin)) return false;
    // After the window the controller begins to count anew.
    const last = readFileTime(text(entry, 'badPasswordTime'));
    const isStale =
      last !== undefined && windowMs !== undefined && this.#now() - last.getTime() > windowMs;
    return !isStale;
  }

  async #ruleOf(entry: Entry, search: Search, domainDn: string): Promise<LockoutRule> {
    const settingsDn = text(entry, 'msDS-ResultantPSO');
    if (settingsDn !== undefined) {
      const own = await this.#cached(settingsDn, async () => {
        const rule = await readLockoutRule(search, settingsDn, 'settings');
        if (rule === undefined) this.#unreadable();
        return rule;
      });
      if (own !== undefined) return own;
    }
    const ofDomain = await this.#cached(domainDn, () =>
      readLockoutRule(search, domainDn, 'domain'),
    );
    return ofDomain ?? { threshold: 0, windowMs: undefined };
  }

  async #cached(
    dn: string,
    read: () => Promise<LockoutRule | undefined>,
  ): Promise<LockoutRule | undefined> {
    const known = this.#rules.get(dn);
    if (known !== undefined && this.#now() < known.until) return known.rule;
    // That one cannot be read is remembered as well: asking again each time would tell by its time who has it (R38).
    const rule = await read();
    if (this.#rules.size >= MAX_RULES) this.#rules.clear();
    this.#rules.set(dn, { rule, until: this.#now() + MAX_AGE_MS });
    return rule;
  }
}
