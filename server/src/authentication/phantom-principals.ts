import type { Directory, DirectoryAccount } from '../directory/directory.js';
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
  readonly #directory: Pick<Directory, 'realm' | 'fold' | 'realmOf'>;
  /** Lower case. */
  readonly #domains: Set<string>;

  constructor(keyring: Keyring, directory: Pick<Directory, 'realm' | 'fold' | 'realmOf'>) {
    this.#keyring = keyring;
    this.#directory = directory;
    const lower = foldName(directory.realm);
    // The first label is what Active Directory proposes as the NetBIOS name.
    this.#domains = new Set([lower, lower.split('.', 1)[0] ?? lower]);
  }

  /** Learns the domain names that the directory's own users have. */
  learn({ netbiosDomain, userPrincipalName, isForeign = false }: DirectoryAccount): void {
    // What another realm is called is no name for the default one.
    if (isForeign) return;
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

  /** As the directory reads names, so that what is one name to it is one name here. */
  #normalise(typed: string): string {
    const name = parsePrincipalName(typed);
    if (name === undefined) return typed;
    if (name.form === 'dn') return this.#directory.fold(typed.trim());
    const realm = this.#directory.realmOf(typed);
    if (realm !== this.#directory.realm) return `${realm}\\${this.#directory.fold(name.name)}`;
    if (name.form === 'sam') return this.#directory.fold(name.name);
    const domain = name.form === 'domain' ? name.domain : name.suffix;
    return this.#directory.fold(this.#domains.has(foldName(domain)) ? name.name : typed.trim());
  }
}
