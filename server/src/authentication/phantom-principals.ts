import type { DirectoryAccount } from '../directory/directory.js';
import { foldName, parsePrincipalName } from '../directory/principal-name.js';
import type { Keyring } from '../keyring/keyring.js';

/** Domains are few; an odd directory must not make the list grow for ever. */
const MAX_DOMAINS = 1000;

/**
 * Ids for names that nobody has, so that they get counters like everyone else's. A real user has one counter for all
 * spellings of the name (R36); were that different here, comparing two spellings would tell whether a user exists.
 */
export class PhantomPrincipals {
  readonly #keyring: Keyring;
  /** Lower case. */
  readonly #domains: Set<string>;

  /** @param realm of the directory; its first label is what Active Directory proposes as the NetBIOS name */
  constructor(keyring: Keyring, realm: string) {
    this.#keyring = keyring;
    const lower = foldName(realm);
    this.#domains = new Set([lower, lower.split('.', 1)[0] ?? lower]);
  }

  /** Learns the domain names that the directory's own users have. */
  learn({ netbiosDomain, userPrincipalName }: DirectoryAccount): void {
    const suffix = userPrincipalName?.split('@').at(-1);
    for (const domain of [netbiosDomain, suffix]) {
      if (domain !== undefined && this.#domains.size < MAX_DOMAINS) {
        this.#domains.add(foldName(domain));
      }
    }
  }

  /** The id says nothing about the name: people type their password into the wrong field. */
  idOf(name: string): string {
    const mac = this.#keyring.mac('phantom-principal', Buffer.from(this.#normalise(name), 'utf8'));
    return `phantom/${Buffer.from(mac).toString('hex').slice(0, 40)}`;
  }

  /** As directories read names, so that what is one name to them is one name here. */
  #normalise(typed: string): string {
    const name = parsePrincipalName(typed);
    if (name === undefined) return typed;
    if (name.form === 'sam') return foldName(name.name);
    const domain = name.form === 'domain' ? name.domain : name.suffix;
    return this.#domains.has(foldName(domain)) ? foldName(name.name) : foldName(typed.trim());
  }
}
