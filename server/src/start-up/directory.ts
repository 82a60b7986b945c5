import type pg from 'pg';

import type { Clock } from '../clock.js';
import type { Config } from '../config/config.js';
import type { Secrets } from '../config/secrets.js';
import type { Directory, ManagedDirectory } from '../directory/directory.js';
import { LdapDirectory } from '../directory/ldap/ldap-directory.js';
import { LocalDirectory } from '../directory/local/local-directory.js';
import type { Logger } from '../logger.js';
import type { Random } from '../random.js';
import { PostgresLocalUserStore } from '../storage/postgres-local-user-store.js';

export interface ChosenDirectory {
  directory: Directory;
  /** The same, where its users are managed here. */
  managed: ManagedDirectory | undefined;
}

/** The directory that the configuration names. */
export function createDirectory(
  config: Config,
  secrets: Secrets,
  parts: { pool: pg.Pool; clock: Clock; random: Random; logger: Logger },
): ChosenDirectory {
  const { directory: choice } = config;
  if (choice.kind === 'ldap') {
    const { url, baseDn, bindDn, timeoutMs, poolSize } = choice;
    if (secrets.ldap === undefined) throw new Error('the secrets are of another configuration');
    const directory = new LdapDirectory({
      url,
      baseDn,
      bindDn,
      ...secrets.ldap,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(poolSize === undefined ? {} : { poolSize }),
      log: parts.logger,
    });
    return { directory, managed: undefined };
  }
  const managed = new LocalDirectory({
    store: new PostgresLocalUserStore(parts.pool),
    clock: parts.clock,
    random: parts.random,
    realm: choice.realm,
    log: parts.logger,
  });
  return { directory: managed, managed };
}
