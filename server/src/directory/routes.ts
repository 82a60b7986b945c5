import { depthOf, isUnder } from './ldap/distinguished-name.js';
import { foldName, parsePrincipalName } from './principal-name.js';
import type { PrincipalName } from './principal-name.js';

/** By which names people of a realm are known. */
export interface Route {
  realm: string;
  /** What stands before the backslash; the realm itself always does. */
  domains: readonly string[];
  /** What stands behind the @; the realm itself always does. */
  suffixes: readonly string[];
  /** Distinguished names that its entries lie under. */
  bases: readonly string[];
}

/** The realms in which a name is looked for. */
export interface Destination {
  realms: readonly string[];
  /** Whether the name says so itself; otherwise it goes to the default realm and those that are searched. */
  isStated: boolean;
}

/**
 * Finds the realms of a name without asking any directory: by domain (`DOMAIN\name`), by suffix (`name@suffix`, the longest
 * that fits), by the place in the tree (the nearest base). What no realm is known by goes to the default one, which will not
 * know it either, so that it costs what other unknown names cost (R38).
 */
export class Routes {
  readonly #defaultRealm: string;
  readonly #bare: Destination;
  readonly #routes: readonly Route[];

  /** @param search realms that names without a realm are looked for in besides the default one */
  constructor(routes: readonly Route[], defaultRealm: string, search: readonly string[]) {
    this.#routes = routes;
    this.#defaultRealm = defaultRealm;
    this.#bare = { realms: [...new Set([defaultRealm, ...search])], isStated: false };
  }

  of(typed: string): Destination {
    const name = parsePrincipalName(typed);
    if (name?.form === 'sam') return this.#bare;
    const realms = name === undefined ? [] : this.#stated(name);
    return { realms: realms.length === 0 ? [this.#defaultRealm] : realms, isStated: true };
  }

  #stated(name: Exclude<PrincipalName, { form: 'sam' }>): string[] {
    switch (name.form) {
      case 'domain':
        return this.#best(({ domains, realm }) =>
          [realm, ...domains].some((own) => same(own, name.domain)) ? 1 : 0,
        );
      case 'suffixed':
        return this.#best(({ suffixes, realm }) =>
          Math.max(0, ...[realm, ...suffixes].map((own) => suffixLength(name.suffix, own))),
        );
      case 'dn':
        return this.#best(({ bases }) =>
          Math.max(0, ...bases.map((base) => (isUnder(name.dn, base) ? depthOf(base) : 0))),
        );
    }
  }

  /** The realms with the highest mark above zero. */
  #best(markOf: (route: Route) => number): string[] {
    const marked = this.#routes.map((route) => ({ realm: route.realm, mark: markOf(route) }));
    const highest = Math.max(...marked.map(({ mark }) => mark));
    return highest <= 0
      ? []
      : marked.filter(({ mark }) => mark === highest).map(({ realm }) => realm);
  }
}

/** How much of a suffix a realm's own one covers: `eu.corp.test` is covered by `corp.test`, not by `rp.test`. */
function suffixLength(suffix: string, own: string): number {
  const [typed, ours] = [foldName(suffix), foldName(own)];
  return typed === ours || typed.endsWith(`.${ours}`) ? ours.length : 0;
}

function same(left: string, right: string): boolean {
  return foldName(left) === foldName(right);
}
