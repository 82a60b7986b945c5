import type { administration } from '@gatehouse/protocol';
import type pg from 'pg';

import type { Clock } from '../clock.js';
import type { Config } from '../config/config.js';
import type { DirectoryConfig, LdapDirectoryConfig } from '../config/directories-file.js';
import type { Secrets } from '../config/secrets.js';
import type { Directory, ManagedDirectory } from '../directory/directory.js';
import { GenericDirectory } from '../directory/ldap/generic/generic-directory.js';
import { LdapDirectory } from '../directory/ldap/ldap-directory.js';
import { SrvHostList } from '../directory/ldap/srv-host-list.js';
import { LocalDirectory } from '../directory/local/local-directory.js';
import { RoutedDirectory } from '../directory/routed-directory.js';
import type { RoutedRealm } from '../directory/routed-directory.js';
import type { Logger } from '../logger.js';
import type { Random } from '../random.js';
import { PostgresLocalUserStore } from '../storage/postgres-local-user-store.js';

export interface ChosenDirectory {
  directory: Directory;
  /** The one of it, or among several, whose users are managed here. */
  managed: ManagedDirectory | undefined;
  /** What it is made of, the default one first. */
  facts: administration.DirectoryFacts[];
}

interface Parts {
  pool: pg.Pool;
  clock: Clock;
  random: Random;
  logger: Logger;
}

/** The directory that the configuration names, or several as one. */
export function createDirectory(config: Config, secrets: Secrets, parts: Parts): ChosenDirectory {
  const { directory: choice } = config;
  switch (choice.kind) {
    case 'local': {
      const managed = createLocal({ realm: choice.realm }, parts);
      const { realm } = managed;
      const facts = [{ realm, kind: 'local' as const, isDefault: true, servers: [] }];
      return { directory: managed, managed, facts };
    }
    case 'ldap': {
      const { url, baseDn, bindDn, timeoutMs, poolSize } = choice;
      if (secrets.ldap === undefined) throw new Error('the secrets are of another configuration');
      const given = onlyGiven({ timeoutMs, poolSize });
      const log = parts.logger;
      const options = { url, baseDn, bindDn, ...secrets.ldap, ...given, log };
      const directory = new LdapDirectory(options);
      const { realm } = directory;
      const kind = 'active-directory' as const;
      const facts = [{ realm, kind, isDefault: true, servers: [url] }];
      return { directory, managed: undefined, facts };
    }
    case 'several':
      return createSeveral(secrets, parts);
  }
}

function createSeveral({ directories: loaded }: Secrets, parts: Parts): ChosenDirectory {
  if (loaded === undefined) throw new Error('the secrets are of another configuration');
  let managed: LocalDirectory | undefined;
  const realms = loaded.directories.map((config): RoutedRealm => {
    if (config.dialect !== 'local') return routed(config, createLdap(config, parts.logger));
    managed = createLocal(config, parts);
    return routed(config, managed);
  });
  const { defaultRealm, search } = loaded;
  const log = parts.logger;
  const facts = loaded.directories.map((config) => factsOf(config, defaultRealm));
  return {
    directory: new RoutedDirectory({ realms, defaultRealm, search, log }),
    managed,
    facts: [
      ...facts.filter(({ isDefault }) => isDefault),
      ...facts.filter(({ isDefault }) => !isDefault),
    ],
  };
}

function factsOf(config: DirectoryConfig, defaultRealm: string): administration.DirectoryFacts {
  const { realm, dialect: kind } = config;
  const isDefault = realm === defaultRealm;
  if (config.dialect === 'local') return { realm, kind, isDefault, servers: [] };
  const { urls = [], srvDomain } = config;
  return { realm, kind, isDefault, servers: srvDomain === undefined ? [...urls] : [srvDomain] };
}

/** By which names a directory of the list is known. */
function routed(config: DirectoryConfig, directory: Directory): RoutedRealm {
  const { realm, netbiosName, upnSuffixes: suffixes } = config;
  const domains = [netbiosName ?? realm.split('.', 1)[0] ?? realm];
  const bases = config.dialect === 'local' ? [] : [config.baseDn, ...config.ouSuffixes];
  return { realm, domains, suffixes, bases, directory };
}

function createLocal(
  { realm, netbiosName }: { realm: string; netbiosName?: string },
  { pool, clock, random, logger: log }: Parts,
): LocalDirectory {
  const store = new PostgresLocalUserStore(pool);
  return new LocalDirectory({ store, clock, random, realm, ...onlyGiven({ netbiosName }), log });
}

function createLdap(config: LdapDirectoryConfig, log: Logger): Directory {
  const { urls = [], srvDomain, realm, baseDn, bindDn, password, ca } = config;
  const url = srvDomain === undefined ? urls : new SrvHostList({ domain: srvDomain });
  const { order, timeoutMs, poolSize, queueLimit, findByMail } = config;
  const options = {
    ...{ url, realm, baseDn, bindDn, password, ca, log },
    ...onlyGiven({ order, timeoutMs, poolSize, queueLimit, findByMail }),
  };
  if (config.dialect === 'active-directory') {
    const { lockoutMargin } = config;
    return new LdapDirectory({ ...options, ...onlyGiven({ lockoutMargin }) });
  }
  const { netbiosName, upnSuffixes, personClass, groupBaseDn, passwordPolicyDn } = config;
  return new GenericDirectory({
    ...options,
    suffixes: upnSuffixes,
    attributes: onlyGiven(config.attributes),
    ...onlyGiven({ netbiosName: netbiosName ?? realm.split('.', 1)[0] }),
    ...onlyGiven({ personClass, groupBaseDn, passwordPolicyDn, groupLevels: config.groupLevels }),
  });
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What is not undefined: an option that is absent has a default, one that is undefined has none. */
function onlyGiven<T extends object>(options: T): Given<T> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Given<T>;
}
