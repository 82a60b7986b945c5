import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { errorCode } from '../errors/system-error.js';
import type { DatabaseLocation } from './database.js';
import { commandAs, findPostgresPrograms, requirePostgresUser } from './postgres-program.js';
import type { PostgresCommand, PostgresPrograms, PostgresUser } from './postgres-program.js';

export interface EmbeddedPostgresOptions {
  /** The folder that holds `postgres/` and `postgres.password`. */
  dataDirectory: string;
  /** One line of PostgreSQL's own log: no statements, no parameters. */
  onLog?: (line: string) => void;
  /** More settings, `name=value`. */
  settings?: string[];
}

/** A real PostgreSQL as a child process. */
export interface EmbeddedPostgres extends AsyncDisposable {
  location: Extract<DatabaseLocation, { host: string }>;
  /** The process id of the present child: it changes when a crashed one was started again. */
  readonly pid: number | undefined;
}

const USER = 'gatehouse';
const SOCKET_PORT = 5432;
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
const RESTART_PAUSE_MS = 200;
/** Nobody can log on meanwhile; what is not written to its place by then is in the log that the next one reads. */
const ORPHAN_STOP_TIMEOUT_MS = 3_000;

/** Longest socket path that every Unix accepts: `sun_path` has 104 bytes on the smallest. */
const MAX_SOCKET_PATH = 103;

/**
 * Starts PostgreSQL in `<dataDirectory>/postgres`, made at first use. A child that a killed server left behind is
 * stopped first; one that dies is started again.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const folder = path.resolve(options.dataDirectory, 'postgres');
  const programs = await findPostgresPrograms();
  const user = await requirePostgresUser();
  await mkdir(options.dataDirectory, { recursive: true, mode: 0o700 });
  const password = await requirePassword(options.dataDirectory);
  await initialise({ folder, programs, user, password });
  await stopOrphan(folder);

  const address = await chooseAddress(folder);
  const location = { ...address, user: USER, password, database: 'postgres' };
  const command = await commandAs(user, {
    program: programs.postgres,
    args: ['-D', folder, ...flagsOf(address, options.settings)],
    folder,
  });
  const supervisor = new Supervisor({ folder, command, onLog: options.onLog });
  await supervisor.start();
  try {
    await waitUntilReady(location, supervisor);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  return {
    location,
    get pid() {
      return supervisor.pid;
    },
    [Symbol.asyncDispose]: () => supervisor.stop(),
  };
}

interface Cluster {
  folder: string;
  programs: PostgresPrograms;
  user: PostgresUser;
}

interface Address {
  host: string;
  port: number;
}

interface Supervised {
  folder: string;
  command: PostgresCommand;
  onLog: EmbeddedPostgresOptions['onLog'];
}

/** Keeps one child running until it is stopped. */
class Supervisor {
  readonly #supervised: Supervised;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #stopping = false;
  /** A server that ends without stopping its parts does not leave its database behind, unless it is killed. */
  readonly #onExit = () => this.#child?.kill('SIGINT');

  constructor(supervised: Supervised) {
    this.#supervised = supervised;
    process.once('exit', this.#onExit);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    const { folder, command, onLog } = this.#supervised;
    const child = spawn(command.command, command.args, {
      ...command.user,
      cwd: folder,
      // A group of its own: Ctrl-C and `kill` of our group must not end it before what is in flight has.
      detached: process.platform !== 'win32',
      env: childEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    forwardLines(child, onLog);
    this.#exited = new Promise((resolve) => child.once('exit', () => resolve()));
    child.once('exit', (code, signal) => void this.#restart(signal ?? String(code)));
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
  }

  async #restart(reason: string): Promise<void> {
    if (this.#stopping) return;
    this.#supervised.onLog?.(`PostgreSQL ended (${reason}); it is started again`);
    // Back-ends of a killed postmaster need a moment to notice; a start before that fails and comes back here.
    // One that cannot be made at all, as when there are too many processes, has no end that would come back here.
    let isStarted = false;
    while (!isStarted) {
      await sleep(RESTART_PAUSE_MS);
      if (this.#isStopping()) return;
      isStarted = await this.start().then(
        () => true,
        () => false,
      );
    }
  }

  #isStopping(): boolean {
    return this.#stopping;
  }

  /** Fast shutdown (SIGINT): sessions are ended, everything committed is on disk. */
  async stop(): Promise<void> {
    this.#stopping = true;
    process.off('exit', this.#onExit);
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGINT');
    const deadline = AbortSignal.timeout(STOP_TIMEOUT_MS);
    deadline.addEventListener('abort', () => child.kill('SIGQUIT'), { once: true });
    await this.#exited;
  }
}

function flagsOf(address: Address, settings: string[] = []): string[] {
  const overSocket = path.isAbsolute(address.host);
  const all = [
    ...(overSocket
      ? [
          'listen_addresses=',
          `unix_socket_directories=${address.host}`,
          'unix_socket_permissions=0700',
        ]
      : [
          `listen_addresses=${address.host}`,
          ...(process.platform === 'win32' ? [] : ['unix_socket_directories=']),
        ]),
    `port=${address.port}`,
    'max_connections=100',
    // What is logged never holds a statement, its parameters, or a row (R8).
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    ...settings,
  ];
  return all.flatMap((setting) => ['-c', setting]);
}

/** The password is made once, and only we can read it. A cluster that exists knows the one it was made with. */
async function requirePassword(dataDirectory: string): Promise<string> {
  const file = path.join(dataDirectory, 'postgres.password');
  if (!(await exists(file)) && (await exists(path.join(dataDirectory, 'postgres/PG_VERSION')))) {
    throw new Error(`${file} is gone: put it back, the database opens with nothing else`);
  }
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const password = (await readFile(file, 'utf8')).trim();
  if (password.length < 43) {
    // A crash between creation and writing leaves an empty file, and no cluster that would know the password.
    await rm(file);
    return requirePassword(dataDirectory);
  }
  return password;
}

/** Makes the cluster beside its final place and moves it there, so that a crash leaves nothing half made. */
async function initialise({ folder, programs, user, password }: Cluster & { password: string }) {
  if (await exists(path.join(folder, 'PG_VERSION'))) return;
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  const passwordFolder = `${folder}.initdb`;
  await rm(passwordFolder, { recursive: true, force: true });
  await mkdir(passwordFolder, { mode: 0o700 });
  const passwordFile = path.join(passwordFolder, 'password');
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user.uid !== undefined && user.gid !== undefined) {
      for (const owned of [fresh, passwordFolder, passwordFile])
        await chown(owned, user.uid, user.gid);
    }
    await runInitdb(programs.initdb, fresh, passwordFile, user);
  } finally {
    await rm(passwordFolder, { recursive: true, force: true });
  }
  await rename(fresh, folder);
}

async function runInitdb(
  program: string,
  folder: string,
  passwordFile: string,
  user: PostgresUser,
) {
  const {
    command,
    args,
    user: runAs,
  } = await commandAs(user, {
    program,
    args: [
      `--pgdata=${folder}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
    ],
    folder,
  });
  const child = spawn(command, args, {
    ...runAs,
    cwd: folder,
    env: childEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (errors = (errors + text).slice(-2000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(
      `PostgreSQL cannot make its data folder ${folder}: ${errors.trim()} ` +
        '(started by root it runs as the user postgres, who must be able to reach the folder)',
    );
  }
}

/** A killed server leaves its PostgreSQL running: end it, its memory and its locks are not ours. */
async function stopOrphan(folder: string): Promise<void> {
  const text = await readFile(path.join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pidLine = '', folderLine] = text.split('\n');
  const pid = Number.parseInt(pidLine, 10);
  if (
    !Number.isInteger(pid) ||
    pid <= 1 ||
    folderLine !== folder ||
    !(await isPostmaster(pid, folder))
  ) {
    return;
  }
  process.kill(pid, 'SIGINT');
  const quitAt = Date.now() + ORPHAN_STOP_TIMEOUT_MS;
  while (await isPostmaster(pid, folder)) {
    if (Date.now() > quitAt) process.kill(pid, 'SIGQUIT');
    await sleep(50);
  }
}

/** Process ids are used again: where the command line can be read, it must be ours. */
async function isPostmaster(pid: number, folder: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.split('\0').includes(folder);
}

/** A Unix socket in the data folder where its path is short enough, else a free port of the loopback interface. */
async function chooseAddress(folder: string): Promise<Address> {
  const socket = path.join(folder, `.s.PGSQL.${SOCKET_PORT}`);
  if (process.platform !== 'win32' && Buffer.byteLength(socket) <= MAX_SOCKET_PATH) {
    return { host: folder, port: SOCKET_PORT };
  }
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return { host: '127.0.0.1', port: address.port };
}

async function waitUntilReady(location: EmbeddedPostgres['location'], supervisor: Supervisor) {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ ...location, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return;
    } catch (cause) {
      if (Date.now() > giveUpAt || supervisor.pid === undefined) {
        throw new Error('the embedded PostgreSQL does not answer', { cause });
      }
      await sleep(30);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function forwardLines(child: ChildProcess, onLog: ((line: string) => void) | undefined): void {
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (line !== '') onLog?.(line);
  });
}

/** Nothing of our own environment is PostgreSQL's business, PG* variables least of all. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { PATH, SystemRoot, TEMP, LC_ALL: 'C', TZ: 'UTC' };
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  );
}
