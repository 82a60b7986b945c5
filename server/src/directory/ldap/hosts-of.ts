import { StaticHostList } from './host-list.js';
import type { HostList } from './host-list.js';
import type { LdapConnectionOptions } from './ldap-directory-options.js';
import { LdapHosts } from './ldap-hosts.js';

/** The hosts that the options of a directory name. @throws TypeError when an option cannot be meant */
export function hostsOf(options: Required<LdapConnectionOptions>): LdapHosts {
  if (options.password === '') throw new TypeError('the service account needs a password');
  return new LdapHosts({ ...options, list: hostListOf(options.url) });
}

export function hostListOf(url: LdapConnectionOptions['url']): HostList {
  if (typeof url === 'string') return new StaticHostList([url]);
  return isHostList(url) ? url : new StaticHostList(url);
}

function isHostList(url: readonly string[] | HostList): url is HostList {
  return 'current' in url;
}
