import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { createTestCertificateAuthority } from './certificate-authority.js';
import { SambaAdministrator } from './samba-administrator.js';
import type { SambaGroup, SambaUser } from './samba-administrator.js';
import { countBinds } from './samba-binds.js';
import type { BindCount } from './samba-binds.js';
import { makeScratchFolder } from './scratch-folder.js';

export const SAMBA_REALM = 'corp.test';
export const SAMBA_NETBIOS_DOMAIN = 'CORP';
export const SAMBA_BASE_DN = 'DC=corp,DC=test';

const ADMINISTRATOR_PASSWORD = 'Adm1n-Passw0rd!';
const SERVICE_PASSWORD = 'Serv1ce-Passw0rd!';
const CACHE = fileURLToPath(new URL('../../build/samba/', import.meta.url));
const run = promisify(execFile);

export interface SambaOptions {
  users?: SambaUser[];
  groups?: SambaGroup[];
}

/** A real Active Directory domain controller of Samba, with a domain of its own. */
export interface SambaDomain extends AsyncDisposable {
  /** An address of the loopback net that only this controller listens on. */
  readonly address: string;
  /** `ldaps://…`, with a certificate for that address and for localhost. */
  readonly url: string;
  /** `ldap://…`, for StartTLS. */
  readonly startTlsUrl: string;
  readonly realm: string;
  readonly netbiosDomain: string;
  readonly baseDn: string;
  /** An account that may search, and its password. */
  readonly bindDn: string;
  readonly bindPassword: string;
  /** PEM of the authority that vouches for the controller's certificate. */
  readonly ca: string;
  readonly administrator: SambaAdministrator;
  /** The file beneath it and its smb.conf, for samba-tool. */
  readonly database: string;
  readonly configuration: string;
  /** Password checks that the controller saw so far for a user, by account name; all of them without a name. */
  binds(samAccountName?: string): Promise<BindCount>;
  /** Kills the controller where it stands. */
  kill(): Promise<void>;
  /** Starts it again after {@link kill}, on the same address with the same data. */
  restart(): Promise<void>;
  /** Lets its processes stop and go on: a controller that accepts connections and never answers. */
  freeze(): void;
  thaw(): void;
}

/**
 * Starts a domain controller. The domain is provisioned once for the checkout (some 6 s) and copied from then on
 * (some 1 s). Needs root, because the ports of LDAP cannot be chosen.
 *
 * @throws Error that names what is missing on this machine
 */
export async function startSamba(options: SambaOptions = {}): Promise<SambaDomain> {
  await requireSamba();
  const template = await provisionOnce();
  const folder = await makeScratchFolder('dc');
  await cp(template, folder, { recursive: true, preserveTimestamps: true });
  const address = await freeAddress();
  const authority = await createTestCertificateAuthority('Samba CA');
  const { cert, key } = await authority.issue([address, `dc1.${SAMBA_REALM}`, 'localhost']);
  await writeFile(path.join(folder, 'ca.pem'), authority.ca);
  await writeFile(path.join(folder, 'cert.pem'), cert);
  // Samba refuses a key that others may read.
  await writeFile(path.join(folder, 'key.pem'), key, { mode: 0o600 });
  await writeFile(path.join(folder, 'smb.conf'), configuration(folder, address));
  const log = path.join(folder, 'log.samba');

  let controller = await startController(folder, address);
  const url = `ldaps://${address}`;
  const administrator = new SambaAdministrator({
    url,
    ca: authority.ca,
    baseDn: SAMBA_BASE_DN,
    realm: SAMBA_REALM,
    bindDn: `CN=Administrator,CN=Users,${SAMBA_BASE_DN}`,
    password: ADMINISTRATOR_PASSWORD,
    partition: path.join(folder, 'private/sam.ldb.d', `${SAMBA_BASE_DN.toUpperCase()}.ldb`),
  });
  const domain: SambaDomain = {
    address,
    url,
    startTlsUrl: `ldap://${address}`,
    realm: SAMBA_REALM,
    netbiosDomain: SAMBA_NETBIOS_DOMAIN,
    baseDn: SAMBA_BASE_DN,
    bindDn: `CN=gatehouse,CN=Users,${SAMBA_BASE_DN}`,
    bindPassword: SERVICE_PASSWORD,
    ca: authority.ca,
    administrator,
    database: path.join(folder, 'private/sam.ldb'),
    configuration: path.join(folder, 'smb.conf'),
    binds: async (samAccountName) => countBinds(await readFile(log, 'utf8'), samAccountName),
    kill: () => stopController(controller, 'SIGKILL'),
    async restart() {
      controller = await startController(folder, address);
    },
    freeze: () => signalGroup(controller, 'SIGSTOP'),
    thaw: () => signalGroup(controller, 'SIGCONT'),
    async [Symbol.asyncDispose]() {
      await administrator.close();
      signalGroup(controller, 'SIGCONT');
      await stopController(controller, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await administrator.relaxPasswordPolicy();
    await administrator.addUser({ name: 'gatehouse', password: SERVICE_PASSWORD });
    for (const user of options.users ?? []) await administrator.addUser(user);
    for (const group of options.groups ?? []) await administrator.addGroup(group);
  } catch (error) {
    await domain[Symbol.asyncDispose]();
    throw error;
  }
  return domain;
}

async function requireSamba(): Promise<void> {
  const needed = {
    samba: 'samba-ad-dc',
    'samba-tool': 'samba-ad-provision',
    ldbmodify: 'ldb-tools',
  };
  const missing: string[] = [];
  for (const [program, debianPackage] of Object.entries(needed)) {
    await run('sh', ['-c', `command -v ${program}`]).catch(() => missing.push(debianPackage));
  }
  if (missing.length > 0) {
    throw new Error(`this test needs Samba: apt-get install ${missing.join(' ')}`);
  }
  if (process.getuid?.() !== 0) {
    throw new Error('this test needs root: a domain controller listens on ports 389 and 636');
  }
}

/** One domain for the checkout, made by whoever comes first. */
async function provisionOnce(): Promise<string> {
  const template = path.join(CACHE, 'template-1');
  const lock = path.join(CACHE, 'lock');
  await mkdir(CACHE, { recursive: true });
  for (;;) {
    if (await exists(template)) return template;
    if (await takeLock(lock)) break;
    await sleep(200);
  }
  try {
    if (!(await exists(template))) {
      const target = path.join(CACHE, `provisioning-${process.pid}`);
      await rm(target, { recursive: true, force: true });
      await provision(target);
      await rename(target, template);
    }
    return template;
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function provision(target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  await run('samba-tool', [
    'domain',
    'provision',
    `--realm=${SAMBA_REALM.toUpperCase()}`,
    `--domain=${SAMBA_NETBIOS_DOMAIN}`,
    '--server-role=dc',
    '--dns-backend=SAMBA_INTERNAL',
    '--use-rfc2307',
    '--host-name=dc1',
    '--host-ip=127.0.0.1',
    // A password of the test's own domain, which lives on the loopback for seconds.
    `--adminpass=${ADMINISTRATOR_PASSWORD}`,
    `--targetdir=${target}`,
    '--option=interfaces=lo',
    '--option=bind interfaces only=yes',
  ]);
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    await writeFile(path.join(lock, 'pid'), String(process.pid));
    return true;
  } catch {
    const owner = Number(await readFile(path.join(lock, 'pid'), 'utf8').catch(() => '0'));
    const age = Date.now() - (await stat(lock).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    // Whoever was killed while provisioning left its lock behind.
    if (age > 5_000 && !isAlive(owner)) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch {
    return false;
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** The ports are fixed, so each controller has an address; all of 127/8 is this machine on Linux. */
async function freeAddress(): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const address = `127.88.${randomInt(1, 255)}.${randomInt(1, 255)}`;
    const server = net.createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(636, address, () => resolve(true));
    });
    await new Promise((resolve) => server.close(resolve));
    if (free) return address;
  }
  throw new Error('no loopback address has its LDAP ports free');
}

function configuration(folder: string, address: string): string {
  return `[global]
netbios name = DC1
realm = ${SAMBA_REALM.toUpperCase()}
workgroup = ${SAMBA_NETBIOS_DOMAIN}
server role = active directory domain controller
server services = ldap
interfaces = ${address}/8
bind interfaces only = yes
private dir = ${folder}/private
lock directory = ${folder}
state directory = ${folder}/state
cache directory = ${folder}/cache
binddns dir = ${folder}/bind-dns
pid directory = ${folder}
ncalrpc dir = ${folder}/ncalrpc
# Else the previous password binds for another hour.
old password allowed period = 0
prefork children:ldap = 4
# Every authentication as a line of JSON: the binds are counted there.
log level = 1 auth_json_audit:3
log file = ${folder}/log.samba
logging = file
max log size = 0
tls keyfile = ${folder}/key.pem
tls certfile = ${folder}/cert.pem
tls cafile = ${folder}/ca.pem
`;
}

async function startController(folder: string, address: string): Promise<ChildProcess> {
  await rm(path.join(folder, 'samba.pid'), { force: true });
  const output: Buffer[] = [];
  const controller = spawn(
    'samba',
    ['--foreground', '--no-process-group', '--configfile', path.join(folder, 'smb.conf')],
    // A group of its own, to signal all its processes; it ends by itself when its standard input does.
    { detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  controller.stdout.on('data', (data: Buffer) => output.push(data));
  controller.stderr.on('data', (data: Buffer) => output.push(data));
  const giveUpAt = Date.now() + 20_000;
  while (!(await accepts(address))) {
    if (controller.exitCode !== null || Date.now() > giveUpAt) {
      await stopController(controller, 'SIGKILL');
      const log = await readFile(path.join(folder, 'log.samba'), 'utf8').catch(() => '');
      throw new Error(`samba did not start:\n${Buffer.concat(output).toString()}${log}`);
    }
    await sleep(50);
  }
  return controller;
}

function accepts(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(636, address);
    const settle = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.setTimeout(1_000, () => settle(false));
  });
}

async function stopController(controller: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (controller.exitCode === null && controller.signalCode === null) {
    const exited = new Promise((resolve) => controller.once('exit', resolve));
    signalGroup(controller, signal);
    await Promise.race([exited, sleep(5_000, undefined, { ref: false })]);
  }
  // Workers that outlive the parent keep the ports.
  signalGroup(controller, 'SIGKILL');
}

function signalGroup(controller: ChildProcess, signal: NodeJS.Signals): void {
  if (controller.pid === undefined) return;
  try {
    process.kill(-controller.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
