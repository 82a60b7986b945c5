import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { prepareDemoUser } from './administration/demo-user.js';
import { CleanUp } from './clean-up.js';
import type { TileConnection } from './pipe/tile-connection.js';
import { findFreePort } from './processes/free-port.js';
import { ServerProcess } from './processes/server-process.js';
import { ServiceProcess } from './processes/service-process.js';
import type { DemoUser } from './terminal/panel.js';

/** A running server, a joined workstation, a user with an authenticator. */
export interface House extends AsyncDisposable {
  server: ServerProcess;
  user: DemoUser;
  account: { sid: string; netbiosDomain: string };
  /** The pipe between tile and service. */
  connection: TileConnection;
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
export async function startHouse({ keep, say, ended }: HouseOptions): Promise<House> {
  await using started = new CleanUp();
  const folder = await openFolder(keep, started);

  say(`starting the server, its data in ${folder}`);
  const server = started.use(new ServerProcess(folder, await findFreePort(), ended));
  await server.start();

  say('adding a user with a password and an authenticator');
  const user = await prepareDemoUser(server.administration);
  const account = await server.administration.call('showUser', {
    parameters: { name: user.name },
  });

  say('joining a workstation and starting its service');
  const tokenFile = path.join(folder, 'join-token');
  const { token } = await server.administration.call('createJoinToken', { body: { hours: 1 } });
  await writeFile(tokenFile, token, { mode: 0o600 });
  const service = started.use(new ServiceProcess(folder, ended));
  await service.start(tokenFile);
  const connection = started.use(await service.connect());
  await service.waitUntil(async () => {
    const { workstations } = await server.administration.call('listWorkstations');
    return workstations.length > 0;
  });

  const owned = started.move();
  return {
    server,
    user,
    account,
    connection,
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
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
