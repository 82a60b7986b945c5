import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { Attribute, Change, Client } from 'ldapts';

import { createTestCertificateAuthority } from './certificate-authority.js';
import { freePort } from './free-port.js';
import { makeScratchFolder } from './scratch-folder.js';

const run = promisify(execFile);

const BASE_DN = 'dc=people,dc=test';
const ROOT_DN = `cn=root,${BASE_DN}`;
const ROOT_PASSWORD = 'R00t-Passw0rd';
const SERVICE_PASSWORD = 'Serv1ce-Passw0rd!';

export interface OpenLdapPerson {
  uid: string;
  password: string;
  displayName?: string;
  mail?: string;
}

export interface OpenLdapGroup {
  name: string;
  /** DNs; a group of names has at least one. */
  members: string[];
}

/** A real slapd with a tree of people and groups, password policy and TLS. */
export interface OpenLdap extends AsyncDisposable {
  readonly url: string;
  readonly startTlsUrl: string;
  readonly port: number;
  readonly ca: string;
  readonly realm: string;
  readonly baseDn: string;
  /** An account that may read everything and write passwords, and its password. */
  readonly bindDn: string;
  readonly bindPassword: string;
  /** What holds for everybody without another policy. */
  readonly policyDn: string;
  dnOf(uid: string): string;
  groupDnOf(name: string): string;
  addPerson(person: OpenLdapPerson): Promise<void>;
  addGroup(group: OpenLdapGroup): Promise<void>;
  /** A group of user names instead of entries. */
  addPosixGroup(name: string, uids: string[]): Promise<void>;
  /** Writes as the root of the tree, beyond every rule. */
  replace(dn: string, values: Record<string, string>): Promise<void>;
  add(dn: string, attributes: Record<string, string | string[]>): Promise<void>;
  /** Binds that it saw for a DN so far. */
  binds(dn: string): number;
  /** Operations of a kind that it saw so far, by the word in its log: `PASSMOD`, `MOD`, `SRCH`. */
  operations(word: string): number;
  freeze(): void;
  thaw(): void;
}

/** Starts slapd in a folder of its own; nothing of it outlives the test. */
export async function startOpenLdap(
  options: { people?: OpenLdapPerson[] } = {},
): Promise<OpenLdap> {
  await requireSlapd();
  const folder = await makeScratchFolder('slapd');
  await mkdir(path.join(folder, 'db'));
  const authority = await createTestCertificateAuthority('OpenLDAP CA');
  const { cert, key } = await authority.issue(['127.0.0.1', 'localhost']);
  await writeFile(path.join(folder, 'ca.pem'), authority.ca);
  await writeFile(path.join(folder, 'cert.pem'), cert);
  await writeFile(path.join(folder, 'key.pem'), key, { mode: 0o600 });
  await writeFile(path.join(folder, 'slapd.conf'), configuration(folder));
  await chmod(folder, 0o700);
  const [port, clearPort] = [await freePort(), await freePort()];
  const url = `ldaps://127.0.0.1:${port}`;
  const { slapd, output } = await start(folder, url, `ldap://127.0.0.1:${clearPort}`, port);
  const root = new Client({ url, tlsOptions: { ca: authority.ca }, timeout: 10_000 });
  const dnOf = (uid: string) => `uid=${uid},ou=people,${BASE_DN}`;
  const groupDnOf = (name: string) => `cn=${name},ou=groups,${BASE_DN}`;
  const ldap: OpenLdap = {
    url,
    startTlsUrl: `ldap://127.0.0.1:${clearPort}`,
    port,
    ca: authority.ca,
    realm: 'people.test',
    baseDn: BASE_DN,
    bindDn: `cn=gatehouse,${BASE_DN}`,
    bindPassword: SERVICE_PASSWORD,
    policyDn: `cn=default,ou=policies,${BASE_DN}`,
    dnOf,
    groupDnOf,
    async addPerson({ uid, password, displayName, mail }) {
      await root.add(dnOf(uid), {
        objectClass: 'inetOrgPerson',
        uid,
        cn: uid,
        sn: uid,
        userPassword: password,
        ...(displayName === undefined ? {} : { displayName }),
        ...(mail === undefined ? {} : { mail }),
      });
    },
    addGroup: ({ name, members }) =>
      root.add(groupDnOf(name), { objectClass: 'groupOfNames', cn: name, member: members }),
    addPosixGroup: (name, uids) =>
      root.add(groupDnOf(name), {
        objectClass: 'posixGroup',
        cn: name,
        gidNumber: '5000',
        memberUid: uids,
      }),
    replace: (dn, values) =>
      root.modify(
        dn,
        Object.entries(values).map(
          ([type, value]) =>
            new Change({
              operation: 'replace',
              modification: new Attribute({ type, values: [value] }),
            }),
        ),
      ),
    add: (dn, attributes) => root.add(dn, attributes),
    binds(dn) {
      return output
        .text()
        .split('\n')
        .filter((line) => line.includes(` BIND dn="${dn}" method=128`)).length;
    },
    operations: (word) => output.text().split(` ${word} `).length - 1,
    freeze: () => void slapd.kill('SIGSTOP'),
    thaw: () => void slapd.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      slapd.kill('SIGCONT');
      await root.unbind().catch(() => undefined);
      await stop(slapd);
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await root.bind(ROOT_DN, ROOT_PASSWORD);
    await fill(root, ldap);
    for (const person of options.people ?? []) await ldap.addPerson(person);
  } catch (error) {
    await ldap[Symbol.asyncDispose]();
    throw error;
  }
  return ldap;
}

async function fill(root: Client, ldap: OpenLdap): Promise<void> {
  await root.add(BASE_DN, { objectClass: ['dcObject', 'organization'], dc: 'people', o: 'People' });
  for (const ou of ['people', 'groups', 'policies']) {
    await root.add(`ou=${ou},${BASE_DN}`, { objectClass: 'organizationalUnit', ou });
  }
  await root.add(ldap.policyDn, {
    objectClass: ['pwdPolicy', 'organizationalRole'],
    cn: 'default',
    pwdAttribute: 'userPassword',
    pwdMaxAge: '8640000',
    pwdMinLength: '3',
    pwdCheckQuality: '1',
    pwdInHistory: '2',
    pwdLockout: 'TRUE',
    pwdLockoutDuration: '1800',
    pwdMaxFailure: '0',
  });
  await root.add(ldap.bindDn, {
    objectClass: ['organizationalRole', 'simpleSecurityObject'],
    cn: 'gatehouse',
    userPassword: SERVICE_PASSWORD,
  });
}

async function requireSlapd(): Promise<void> {
  await run('sh', ['-c', 'PATH=$PATH:/usr/sbin command -v slapd']).catch(() => {
    throw new Error('this test needs OpenLDAP: apt-get install slapd');
  });
}

function configuration(folder: string): string {
  return `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
moduleload memberof
pidfile ${folder}/slapd.pid
TLSCACertificateFile ${folder}/ca.pem
TLSCertificateFile ${folder}/cert.pem
TLSCertificateKeyFile ${folder}/key.pem
# Nothing is said in clear.
security ssf=1 simple_bind=128
database mdb
directory ${folder}/db
maxsize 33554432
suffix "${BASE_DN}"
rootdn "${ROOT_DN}"
rootpw ${ROOT_PASSWORD}
lastbind on
index objectClass,entryUUID,uid,member,memberUid eq
overlay ppolicy
ppolicy_default "cn=default,ou=policies,${BASE_DN}"
ppolicy_hash_cleartext
# So that it says of a lock that it is one: the server tells nobody but the audit.
ppolicy_use_lockout
overlay memberof
# As docs/operating.md advises: the service account writes passwords and their locks, and reads the rest.
access to attrs=userPassword
  by dn.exact="cn=gatehouse,${BASE_DN}" write
  by self =xw
  by anonymous auth
  by * none
access to attrs=pwdAccountLockedTime,pwdFailureTime,pwdReset
  by dn.exact="cn=gatehouse,${BASE_DN}" manage
  by * none
access to *
  by dn.exact="cn=gatehouse,${BASE_DN}" read
  by self read
  by * none
`;
}

async function start(
  folder: string,
  url: string,
  clearUrl: string,
  port: number,
): Promise<{ slapd: ChildProcess; output: { text(): string } }> {
  const chunks: Buffer[] = [];
  const output = { text: () => Buffer.concat(chunks).toString('utf8') };
  const slapd = spawn(
    'slapd',
    ['-f', path.join(folder, 'slapd.conf'), '-h', `${url}/ ${clearUrl}/`, '-d', 'stats'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` },
    },
  );
  slapd.stdout.on('data', (data: Buffer) => chunks.push(data));
  slapd.stderr.on('data', (data: Buffer) => chunks.push(data));
  const giveUpAt = Date.now() + 20_000;
  while (!(await accepts(port))) {
    if (slapd.exitCode !== null || Date.now() > giveUpAt) {
      await stop(slapd);
      await rm(folder, { recursive: true, force: true });
      throw new Error(`slapd did not start:\n${output.text()}`);
    }
    await sleep(20);
  }
  return { slapd, output };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function stop(slapd: ChildProcess): Promise<void> {
  if (slapd.exitCode !== null || slapd.signalCode !== null) return;
  const exited = new Promise((resolve) => slapd.once('exit', resolve));
  slapd.kill('SIGTERM');
  await Promise.race([exited, sleep(5_000, undefined, { ref: false })]);
  slapd.kill('SIGKILL');
}
