import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Client, ResultCodeError } from 'ldapts';

import type { ServerOverrides } from '../../server/src/server.js';
import type { DatabaseLocation } from '../../server/src/storage/database.js';
import type { OpenLdap } from './openldap.js';
import { startTestPostgres } from './postgres.js';
import type { SambaGroup, SambaUser } from './samba-administrator.js';
import { startSamba } from './samba.js';
import type { SambaDomain } from './samba.js';
import { startTestServer } from './server.js';
import type { TestServer } from './server.js';
import { startSmtpServer } from './smtp.js';
import type { TestSmtpServer } from './smtp.js';
import type { Started } from './started.js';

const MAIL_ACCOUNT = { user: 'gatehouse', password: 'Mail-Passw0rd' };

/** A server as a company runs it: Active Directory over LDAPS, mail over STARTTLS with a login, PostgreSQL. */
export interface CorporateServer {
  samba: SambaDomain;
  smtp: TestSmtpServer;
  database: DatabaseLocation;
  server: TestServer;
  /** Whether the domain controller takes a password, asked by a client that has nothing to do with ours. */
  bindsWith(name: string, password: string): Promise<boolean>;
  /** Another node of it. */
  startNode(): Promise<TestServer>;
  /** Stops the server: nothing listens at its port until it is started again. */
  stop(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<TestServer>;
}

export async function startCorporateServer(
  started: Started,
  users: SambaUser[],
  options: {
    groups?: SambaGroup[];
    overrides?: ServerOverrides;
    settings?: Record<string, string>;
    /** Another directory, searched for names that the domain does not have. */
    beside?: OpenLdap;
  } = {},
): Promise<CorporateServer> {
  const [samba, smtp, postgres] = await Promise.all([
    startSamba({ users, groups: options.groups ?? [] }),
    startSmtpServer({ auth: MAIL_ACCOUNT }),
    startTestPostgres(),
  ]);
  for (const part of [samba, smtp, postgres]) started.use(part);
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-secrets-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const secretFile = async (name: string, text: string) => {
    const file = path.join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  const database = await postgres.createDatabase();
  const directory =
    options.beside === undefined
      ? await oneDirectory(samba, secretFile)
      : await twoDirectories(samba, options.beside, secretFile);
  const environment = {
    ...directory,
    GATEHOUSE_SMTP_HOST: smtp.host,
    GATEHOUSE_SMTP_PORT: String(smtp.port),
    GATEHOUSE_SMTP_SECURITY: 'starttls',
    GATEHOUSE_SMTP_USER: MAIL_ACCOUNT.user,
    GATEHOUSE_SMTP_PASSWORD_FILE: await secretFile('smtp-password', MAIL_ACCOUNT.password),
    GATEHOUSE_SMTP_FROM: 'gatehouse@corp.test',
    GATEHOUSE_SMTP_CA_FILE: await secretFile('smtp-ca.pem', smtp.ca),
    ...options.settings,
  };
  const first = await startTestServer({
    environment,
    overrides: { ...options.overrides, database },
  });
  const { secrets } = first;
  const listen = `127.0.0.1:${first.running.port}`;
  let running: TestServer | undefined = first;
  const stop = async () => {
    const stopping = running;
    running = undefined;
    await stopping?.[Symbol.asyncDispose]();
  };
  started.defer(stop);
  return {
    samba,
    smtp,
    database,
    server: first,
    bindsWith: (name, password) => bindsWith(samba, name, password),
    async startNode() {
      const node = await startTestServer({
        environment,
        overrides: { ...options.overrides, database },
        secrets,
      });
      started.use(node);
      return node;
    },
    stop,
    async start() {
      running = await startTestServer({
        environment: { ...environment, GATEHOUSE_LISTEN: listen },
        overrides: { ...options.overrides, database },
        secrets,
      });
      return running;
    },
  };
}

type SecretFile = (name: string, text: string) => Promise<string>;

async function oneDirectory(
  samba: SambaDomain,
  secretFile: SecretFile,
): Promise<Record<string, string>> {
  return {
    GATEHOUSE_DIRECTORY: 'ldap',
    GATEHOUSE_LDAP_URL: samba.url,
    GATEHOUSE_LDAP_BASE_DN: samba.baseDn,
    GATEHOUSE_LDAP_BIND_DN: samba.bindDn,
    GATEHOUSE_LDAP_PASSWORD_FILE: await secretFile('ldap-password', samba.bindPassword),
    GATEHOUSE_LDAP_CA_FILE: await secretFile('ldap-ca.pem', samba.ca),
  };
}

async function twoDirectories(
  samba: SambaDomain,
  beside: OpenLdap,
  secretFile: SecretFile,
): Promise<Record<string, string>> {
  const entry = async (name: string, directory: SambaDomain | OpenLdap) => ({
    urls: [directory.url],
    baseDn: directory.baseDn,
    bindDn: directory.bindDn,
    passwordFile: await secretFile(`${name}-password`, directory.bindPassword),
    caFile: await secretFile(`${name}-ca.pem`, directory.ca),
    netbiosName: name,
  });
  const directories = [
    { dialect: 'active-directory', ...(await entry(samba.netbiosDomain, samba)) },
    { dialect: 'generic', ...(await entry('PEOPLE', beside)) },
  ];
  const list = { default: 'corp.test', search: [beside.realm], directories };
  return {
    GATEHOUSE_DIRECTORIES_FILE: await secretFile('directories.json', JSON.stringify(list)),
  };
}

/** Whether a domain controller takes a password, asked by a client that has nothing to do with ours. */
export async function bindsWith(
  { url, ca }: SambaDomain,
  name: string,
  password: string,
): Promise<boolean> {
  const client = new Client({ url, tlsOptions: { ca } });
  try {
    await client.bind(`CORP\\${name}`, password);
    return true;
  } catch (error) {
    if (error instanceof ResultCodeError) return false;
    throw error;
  } finally {
    await client.unbind();
  }
}
