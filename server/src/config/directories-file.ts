import path from 'node:path';

import { z } from 'zod';

import { DocumentError, parseJsonDocument } from '../documents/json-document.js';
import { ConfigurationError } from './env.js';
import { readPublicFile, readSecretFile } from './files.js';

const NAME = 'GATEHOUSE_DIRECTORIES_FILE';

const text = z.string().min(1).max(1024);
const realm = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'lower-case letters, digits, dots and hyphens');
const suffix = z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/);
/** As a NetBIOS name: up to 15 characters, none of which a path or a name could mean. */
const netbiosName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,14}$/);
const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9;-]{0,63}$/, 'expected an attribute');
/** A file on this machine: a network path or a URL would make the server call somebody (R25). */
const file = text.refine(
  (value) => !/^(\\\\|\/\/)|^[a-z][a-z0-9+.-]+:\/\//i.test(value),
  'expected a file on this machine',
);

/** What every directory over LDAP has. */
const ldap = {
  realm: realm.optional(),
  urls: z
    .array(z.url({ protocol: /^ldaps?$/ }))
    .min(1)
    .max(16)
    .optional(),
  /** A domain whose hosts DNS names (SRV records), in place of `urls`. */
  srvDomain: realm.optional(),
  order: z.enum(['ordered', 'round-robin']).optional(),
  baseDn: text,
  bindDn: text,
  passwordFile: file,
  caFile: file,
  netbiosName: netbiosName.optional(),
  upnSuffixes: z.array(suffix).max(64).default([]),
  /** Distinguished names that lead here besides `baseDn`. */
  ouSuffixes: z.array(text).max(64).default([]),
  findByMail: z.boolean().optional(),
  timeoutMs: z.int().min(100).max(30_000).optional(),
  poolSize: z.int().min(1).max(100).optional(),
  queueLimit: z.int().min(1).max(10_000).optional(),
};

const ActiveDirectory = z.strictObject({
  dialect: z.literal('active-directory'),
  ...ldap,
  lockoutMargin: z.int().min(1).max(100).optional(),
});

const Generic = z.strictObject({
  dialect: z.literal('generic'),
  ...ldap,
  personClass: attribute.optional(),
  groupBaseDn: text.optional(),
  passwordPolicyDn: text.optional(),
  groupLevels: z.int().min(1).max(32).optional(),
  attributes: z
    .strictObject({
      id: attribute.optional(),
      name: attribute.optional(),
      displayName: attribute.optional(),
      mail: attribute.optional(),
      memberOf: attribute.optional(),
    })
    .default({}),
});

const Local = z.strictObject({
  dialect: z.literal('local'),
  realm,
  netbiosName: netbiosName.default('LOCAL'),
  upnSuffixes: z.array(suffix).max(64).default([]),
});

const DirectoriesFile = z.strictObject({
  /** The realm of names without one; the first directory's when it is absent. */
  default: realm.optional(),
  /** Realms in which such names are looked for as well. */
  search: z.array(realm).max(15).default([]),
  directories: z
    .array(z.discriminatedUnion('dialect', [ActiveDirectory, Generic, Local]))
    .min(1)
    .max(16),
});

type LdapEntry = z.output<typeof ActiveDirectory> | z.output<typeof Generic>;
type Loaded<E> = E extends unknown ? Omit<E, 'realm'> & { realm: string } : never;

/** A directory over LDAP, with what its files hold. */
export type LdapDirectoryConfig = Loaded<LdapEntry> & { password: string; ca: string };
export type DirectoryConfig = LdapDirectoryConfig | z.output<typeof Local>;

export interface DirectoriesConfig {
  defaultRealm: string;
  search: string[];
  directories: DirectoryConfig[];
}

/**
 * Reads the list of directories and the files that it names, relative ones beside it.
 *
 * @throws ConfigurationError that repeats no value
 */
export async function readDirectoriesFile(name: string): Promise<DirectoriesConfig> {
  const document = parseDocument(await readPublicFile(NAME, name));
  const parsed = DirectoriesFile.safeParse(document);
  if (!parsed.success) {
    const complaints = parsed.error.issues.map(
      (issue) => `${NAME}: ${issue.path.join('.')}: ${issue.message}`,
    );
    throw new ConfigurationError(complaints.slice(0, 20).join('\n'));
  }
  const { search, default: chosen, directories } = parsed.data;
  const loaded: DirectoryConfig[] = [];
  for (const entry of directories) {
    loaded.push(entry.dialect === 'local' ? entry : await load(entry, path.dirname(name)));
  }
  const realms = loaded.map(({ realm: own }) => own);
  const repeated = realms.find((own, i) => realms.indexOf(own) !== i);
  if (repeated !== undefined) refuse(`the realm ${repeated} is there twice`);
  if (loaded.filter(({ dialect }) => dialect === 'local').length > 1) {
    refuse('there is one local directory');
  }
  const defaultRealm = chosen ?? realms[0] ?? '';
  const unknown = [defaultRealm, ...search].find((own) => !realms.includes(own));
  if (unknown !== undefined) refuse(`default or search: there is no realm ${unknown}`);
  return { defaultRealm, search, directories: loaded };
}

async function load(entry: LdapEntry, folder: string): Promise<LdapDirectoryConfig> {
  const own = entry.realm ?? realmOf(entry.baseDn);
  if (own === '') refuse('realm: it is needed where baseDn does not end in DC=…');
  if ((entry.urls === undefined) === (entry.srvDomain === undefined)) {
    refuse(`${own}: either urls or srvDomain is needed`);
  }
  if (entry.dialect === 'active-directory' && realmOf(entry.baseDn) === '') {
    refuse(`${own}: baseDn: it must end in DC=…`);
  }
  const password = await readSecretFile(
    `${NAME}: ${own}: passwordFile`,
    path.resolve(folder, entry.passwordFile),
  );
  if (password === '') refuse(`${own}: passwordFile: it is empty`);
  const ca = await readPublicFile(`${NAME}: ${own}: caFile`, path.resolve(folder, entry.caFile));
  return { ...entry, realm: own, password, ca };
}

/** The DC components of a distinguished name, as a DNS name (RFC 2247). */
function realmOf(dn: string): string {
  const components = [...dn.matchAll(/(?:^|,)\s*DC\s*=\s*([^,\\]+?)\s*(?=,|$)/gi)];
  return components
    .map(([, component]) => component)
    .join('.')
    .toLowerCase();
}

function parseDocument(document: string): unknown {
  try {
    return parseJsonDocument(Buffer.from(document, 'utf8'));
  } catch (error) {
    // What the parser says quotes the document.
    refuse(error instanceof DocumentError ? error.message : 'it is not JSON');
  }
}

function refuse(complaint: string): never {
  throw new ConfigurationError(`${NAME}: ${complaint}`);
}
