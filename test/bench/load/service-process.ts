import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { PipeClient, connectSocket } from '../../support/pipe-client.js';

const PROGRAM = fileURLToPath(new URL('../../../service/dist/main.js', import.meta.url));
const START_MS = 20_000;

/** The workstation's service as it runs on Linux, in a process of its own and joined. */
export interface ServiceProcess extends AsyncDisposable {
  pid: number;
  socketPath: string;
  connect(): Promise<PipeClient>;
}

/** @param token it joins with this one, unless it has none to join */
export async function startServiceProcess(token: string | undefined): Promise<ServiceProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-bench-'));
  const socketPath = path.join(folder, 'run/credential.sock');
  const tokenFile = path.join(folder, 'token');
  const configFile = path.join(folder, 'service.json');
  if (token !== undefined) await writeFile(tokenFile, token, { mode: 0o600 });
  const settings = {
    stateFolder: folder,
    socketPath,
    ...(token === undefined ? {} : { tokenFile }),
  };
  await writeFile(configFile, JSON.stringify(settings));
  const child = spawn(process.execPath, [PROGRAM, 'run', '--config', configFile], {
    env: { PATH: process.env['PATH'] },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const service: ServiceProcess = {
    pid: child.pid ?? 0,
    socketPath,
    connect: async () => PipeClient.open(await connectSocket(socketPath)),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
  const ready = token === undefined ? socketPath : path.join(folder, 'identity.json');
  for (const giveUpAt = Date.now() + START_MS; !existsSync(ready) || !existsSync(socketPath);) {
    if (Date.now() > giveUpAt || child.exitCode !== null) {
      await service[Symbol.asyncDispose]();
      throw new Error('the service did not start, or did not join');
    }
    await sleep(20);
  }
  return service;
}
