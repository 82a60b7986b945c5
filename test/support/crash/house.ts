import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { AdministrationSocket } from '../../../demo/src/administration/administration-socket.js';
import { PROGRAMS } from '../../../demo/src/paths.js';
import { childEnvironment } from '../../../demo/src/processes/child-program.js';
import { freePort } from '../free-port.js';
import { Supervised, killNow } from '../runit.js';
import type { SeededRandom } from '../seeded-random.js';
import { waitUntil } from '../service.js';
import { Started } from '../started.js';

/** What is killed. A `backend` is one of PostgreSQL's processes, whose end makes all others start anew. */
export const TARGETS = ['server', 'postgres', 'service', 'backend', 'server-and-postgres'] as const;
export type Target = (typeof TARGETS)[number];

/** The first start makes a database. */
const START_TIMEOUT_MS = 90_000;

/** Server and workstation service as an installation runs them: real programs, each under its supervisor. */
export interface CrashHouse extends AsyncDisposable {
  administration: AdministrationSocket;
  /** Where the tile connects. */
  pipePath: string;
  /** The server's data folder. */
  dataFolder: string;
  /** Kills with SIGKILL. Returns false when nothing was there to be killed. */
  kill(target: Target, random: SeededRandom): Promise<boolean>;
  /** What programs and supervisors wrote last. */
  output(): Promise<string>;
}

export async function startCrashHouse(): Promise<CrashHouse> {
  const started = new Started();
  try {
    return await start(started);
  } catch (error) {
    await started[Symbol.asyncDispose]();
    throw error;
  }
}

async function start(started: Started): Promise<CrashHouse> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gh-crash-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  // As root, the embedded PostgreSQL runs as another user, who must be able to pass through.
  await chmod(folder, 0o711);
  const dataFolder = path.join(folder, 'data');
  const administration = new AdministrationSocket(path.join(dataFolder, 'admin.sock'));

  // What the server's last stop does not end, as it would not if the test failed half-way.
  started.defer(() => endPostgres(dataFolder));
  const address = `127.0.0.1:${await freePort()}`;
  const server = started.use(
    await Supervised.start({
      folder: path.join(folder, 'supervised-server'),
      command: [process.execPath, PROGRAMS.server],
      environment: childEnvironment({
        GATEHOUSE_DATA: dataFolder,
        GATEHOUSE_LISTEN: address,
        GATEHOUSE_PUBLIC_URL: `https://${address}`,
      }),
    }),
  );
  await waitFor(server, () => administration.ready());

  const pipePath = path.join(folder, 'workstation/run/credential.sock');
  const service = started.use(await startService(folder, pipePath, administration));
  await waitFor(service, async () => {
    const { workstations } = await administration.call('listWorkstations');
    return workstations.length > 0;
  });

  return {
    administration,
    pipePath,
    dataFolder,
    async kill(target, random) {
      switch (target) {
        case 'server':
          return server.kill();
        case 'service':
          return service.kill();
        case 'postgres':
          return killPostgres(dataFolder);
        case 'backend':
          return killBackend(dataFolder, random);
        case 'server-and-postgres':
          return (await Promise.all([server.kill(), killPostgres(dataFolder)])).includes(true);
      }
    },
    output: async () => `server:\n${await server.output()}\nservice:\n${await service.output()}`,
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

async function startService(
  folder: string,
  pipePath: string,
  administration: AdministrationSocket,
): Promise<Supervised> {
  const state = path.join(folder, 'workstation');
  await mkdir(state, { mode: 0o700 });
  const tokenFile = path.join(state, 'join-token');
  const { token } = await administration.call('createJoinToken', { body: { hours: 1 } });
  await writeFile(tokenFile, token, { mode: 0o600 });
  const configFile = path.join(state, 'service.json');
  const settings = { socketPath: pipePath, stateFolder: state, tokenFile };
  await writeFile(configFile, JSON.stringify(settings), { mode: 0o600 });
  return Supervised.start({
    folder: path.join(folder, 'supervised-service'),
    command: [process.execPath, PROGRAMS.service, 'run', '--config', configFile],
    environment: childEnvironment(),
  });
}

async function waitFor(supervised: Supervised, ready: () => Promise<boolean>): Promise<void> {
  try {
    await waitUntil(ready, START_TIMEOUT_MS);
  } catch (cause) {
    throw new Error(`it does not start:\n${await supervised.output()}`, { cause });
  }
}

/** PostgreSQL's first process: the first line of its lock file. */
async function postmasterOf(dataFolder: string): Promise<number | undefined> {
  const file = path.join(dataFolder, 'postgres/postmaster.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  // Process ids are used again.
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes(dataFolder) ? pid : undefined;
}

async function killPostgres(dataFolder: string): Promise<boolean> {
  const pid = await postmasterOf(dataFolder);
  return pid !== undefined && killNow(pid);
}

/** One of the processes that serve the server's connections. */
async function killBackend(dataFolder: string, random: SeededRandom): Promise<boolean> {
  const postmaster = await postmasterOf(dataFolder);
  if (postmaster === undefined) return false;
  const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8');
  const backends: number[] = [];
  for (const pid of children.trim().split(/\s+/).map(Number)) {
    const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (title.startsWith('postgres: gatehouse')) backends.push(pid);
  }
  return backends.length > 0 && killNow(random.pick(backends));
}

async function endPostgres(dataFolder: string): Promise<void> {
  if (await killPostgres(dataFolder)) {
    await waitUntil(async () => (await postmasterOf(dataFolder)) === undefined);
  }
}
