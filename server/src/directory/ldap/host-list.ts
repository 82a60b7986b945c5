import { parseLdapUrl } from './tls-socket.js';
import type { LdapEndpoint } from './tls-socket.js';

/** Port: where the hosts of a directory are, those to prefer first. */
export interface HostList {
  /** @throws DirectoryUnavailableError when that cannot be found out */
  current(): Promise<readonly LdapEndpoint[]>;
}

/** The hosts that an administrator wrote down. */
export class StaticHostList implements HostList {
  readonly #endpoints: readonly LdapEndpoint[];

  /** @throws TypeError for a URL that is none of LDAP, and for no URL at all */
  constructor(urls: readonly string[]) {
    if (urls.length === 0) throw new TypeError('a directory needs a host');
    this.#endpoints = urls.map(parseLdapUrl);
  }

  current(): Promise<readonly LdapEndpoint[]> {
    return Promise.resolve(this.#endpoints);
  }
}
