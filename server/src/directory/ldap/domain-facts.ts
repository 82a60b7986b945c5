import { AndFilter, EqualityFilter } from 'ldapts';

import type { Deadline } from '../deadline.js';
import { equalNames } from '../principal-name.js';
import { dnsDomainOf, domainDnOf } from './distinguished-name.js';
import { text } from './entry.js';
import type { LdapConnection } from './ldap-connection.js';

/** What a domain calls itself. It does not change while it exists. */
export interface DomainFacts {
  /** DNS name, lower-case. */
  realm: string;
  /** What stands before the backslash in `CORP\alice`. */
  netbiosDomain: string;
  domainDn: string;
}

/**
 * Asks the domain controller for its domain: the root DSE names the partitions, the crossRef of the domain in the
 * configuration partition has the NetBIOS name ([MS-ADTS] 6.1.1.2.1.1.4).
 *
 * @throws Error when this is not a controller of the domain that `baseDn` lies in; what a search throws
 */
export async function readDomainFacts(
  connection: LdapConnection,
  baseDn: string,
  deadline: Deadline,
): Promise<DomainFacts> {
  const attributes = ['defaultNamingContext', 'configurationNamingContext'];
  const [root] = await connection.search('', { scope: 'base', attributes }, deadline);
  const served = root && text(root, 'defaultNamingContext');
  const configuration = root && text(root, 'configurationNamingContext');
  if (served === undefined || configuration === undefined) {
    throw new Error('the server does not look like Active Directory: no naming contexts');
  }
  if (!equalNames(domainDnOf(served), domainDnOf(baseDn))) {
    throw new Error(`the server serves ${served}, but the base is in ${domainDnOf(baseDn)}`);
  }
  const filter = new AndFilter({
    filters: [
      new EqualityFilter({ attribute: 'objectClass', value: 'crossRef' }),
      new EqualityFilter({ attribute: 'nCName', value: served }),
    ],
  });
  const [crossRef] = await connection.search(
    `CN=Partitions,${configuration}`,
    { scope: 'one', filter, attributes: ['nETBIOSName'], sizeLimit: 1 },
    deadline,
  );
  const netbiosDomain = crossRef && text(crossRef, 'nETBIOSName');
  if (netbiosDomain === undefined) throw new Error(`${served} has no NetBIOS name`);
  return { realm: dnsDomainOf(served), netbiosDomain, domainDn: served };
}
