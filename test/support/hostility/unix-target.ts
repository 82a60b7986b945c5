import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { PipeClient, connectSocket } from '../pipe-client.js';
import { Started } from '../started.js';
import { readLog } from '../wine-gatehouse.js';
import { Attacker, GOLDEN_FRAMES, HOSTILE_CLIENT } from './attacker.js';
import { openDescriptors, residentMemory, threadsOf } from './process-facts.js';
import type { Target } from './target.js';

const PROGRAM = fileURLToPath(new URL('../../../service/dist/main.js', import.meta.url));
const START_MS = 30_000;
/** As the DLL does when the pipe was closed. */
const RETRY_MS = 200;
const LOGON_MS = 30_000;

export interface UnixTarget extends Target {
  readonly stateFolder: string;
}

/** The service as it runs on Linux, with a socket in the place of the pipe. */
export async function startUnixTarget(token: string): Promise<UnixTarget> {
  const started = new Started();
  const folder = await mkdtemp(path.join(tmpdir(), 'gh-hostile-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const socketPath = path.join(folder, 'run/credential.sock');
  const [tokenFile, configFile] = ['token', 'service.json'].map((name) => path.join(folder, name));
  await writeFile(tokenFile!, token, { mode: 0o600 });
  await writeFile(configFile!, JSON.stringify({ stateFolder: folder, socketPath, tokenFile }));
  const service = run([PROGRAM, 'run', '--config', configFile!], started);
  for (const giveUpAt = Date.now() + START_MS; !existsSync(path.join(folder, 'identity.json'));) {
    if (Date.now() > giveUpAt) throw new Error('the service did not join');
    await sleep(20);
  }
  const pid = service.pid!;
  return {
    stateFolder: folder,
    pid: async () => pid,
    attacker: () =>
      Attacker.start(async (port) => {
        const child = run([HOSTILE_CLIENT, String(port), socketPath, GOLDEN_FRAMES], started);
        const exited = once(child, 'exit');
        return async () => {
          child.kill('SIGKILL');
          await exited;
        };
      }),
    async logOn(name, password) {
      const giveUpAt = Date.now() + LOGON_MS;
      for (;;) {
        try {
          using client = await PipeClient.open(await connectSocket(socketPath));
          const tile = await client.openTile();
          await tile.submit({ userName: name, password });
          if (tile.grant === undefined) throw new Error(tile.message || tile.fault?.code);
          await tile.report(0);
          return;
        } catch (error) {
          if (Date.now() > giveUpAt) throw error;
          await sleep(RETRY_MS);
        }
      }
    },
    log: () => readLog(path.join(folder, 'logs')),
    census: async () => ({
      memory: await residentMemory(pid),
      handles: await openDescriptors(pid),
      threads: await threadsOf(pid),
    }),
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

function run(args: string[], started: Started): ChildProcess {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'] },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  started.defer(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return child;
}
