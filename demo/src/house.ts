import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { prepareDemoUser } from './administration/demo-user.js';
import type { Person } from './administration/demo-user.js';
import { WindowsPasswords } from './administration/windows-passwords.js';
import { CleanUp } from './clean-up.js';
import type { TileConnection } from './pipe/tile-connection.js';
import { keptPort } from './processes/kept-port.js';
import { ServerProcess } from './processes/server-process.js';
import { ServiceProcess } from './processes/service-process.js';

/** A running server and a user with an authenticator. */
export interface ServerSide extends Person {
  /** Where everything is kept. */
  folder: string;
  server: ServerProcess;
  /** What the workstation of the demo knows of passwords when the server is away. */
  windowsPasswords: WindowsPasswords;
}

/** The same, and a joined workstation. */
export interface House extends ServerSide, AsyncDisposable {
  /** The pipe between tile and service. */
  connection: TileConnection;
  /** Where the service writes its log. */
  logFolder: string;
}

export interface HouseOptions {
  /** A folder that outlives the demo; else a temporary one. */
  keep?: string | undefined;
  /** Says what is being done. */
  say: (text: string) => void;
  /** Aborted when the person wants to end. */
  ended: AbortSignal;
}

/** Starts everything, in order. What was started before a failure is stopped again. */
export async function startHouse(options: HouseOptions): Promise<House> {
  await using started = new CleanUp();
  const serverSide = await startServerSide(options, started);
  const { folder, server } = serverSide;

  options.say('joining a workstation and starting its service');
  const tokenFile = path.join(folder, 'join-token');
  await writeFile(tokenFile, await createJoinToken(server), { mode: 0o600 });
  const service = started.use(
    new ServiceProcess(folder, options.ended, serverSide.windowsPasswords.file),
  );
  await service.start(tokenFile);
  const connection = started.use(await service.connect());
  await service.waitUntil(() => hasWorkstation(server));

  const owned = started.move();
  return {
    ...serverSide,
    connection,
    logFolder: service.logFolder,
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

/** Starts the server and adds the user. */
export async function startServerSide(
  { keep, say, ended }: HouseOptions,
  started: CleanUp,
): Promise<ServerSide> {
  const folder = await openFolder(keep, started);
  say(`starting the server, its data in ${folder}`);
  const server = started.use(new ServerProcess(folder, await keptPort(folder), ended));
  await server.start();

  say('adding a user with a password and an authenticator');
  const person = await prepareDemoUser(server.administration);
  const windowsPasswords = new WindowsPasswords(path.join(folder, 'workstation'));
  await rememberPassword(windowsPasswords, person);
  return { folder, server, windowsPasswords, ...person };
}

/** What happens at a first logon on a Windows that reaches its directory. */
export async function rememberPassword(
  windowsPasswords: WindowsPasswords,
  { user: { name, password }, account: { netbiosDomain } }: Person,
): Promise<void> {
  await windowsPasswords.remember({ netbiosDomain, name }, password);
}

/** A token that joins one workstation. */
export async function createJoinToken({ administration }: ServerProcess): Promise<string> {
  return (await administration.call('createJoinToken', { body: { hours: 1 } })).token;
}

/** Whether a workstation has joined. */
export async function hasWorkstation({ administration }: ServerProcess): Promise<boolean> {
  return (await administration.call('listWorkstations')).workstations.length > 0;
}

async function openFolder(keep: string | undefined, started: CleanUp): Promise<string> {
  if (keep !== undefined) {
    await mkdir(keep, { recursive: true, mode: 0o711 });
    return path.resolve(keep);
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-demo-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  // As root, the embedded PostgreSQL runs as another user, who must be able to pass through.
  await chmod(folder, 0o711);
  return folder;
}
