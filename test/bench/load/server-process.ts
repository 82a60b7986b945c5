import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { administration, pathOf, totp } from '@gatehouse/protocol';
import { z } from 'zod';

import { askSocket } from '../../support/admin-socket.js';

const PROGRAM = fileURLToPath(new URL('../programs/server.ts', import.meta.url));

const Report = z.union([
  z.object({
    started: z.object({ port: z.int(), authority: z.string(), socketPath: z.string() }),
  }),
  z.object({ failed: z.string() }),
]);

/** A server that runs beside us, with an embedded PostgreSQL and the durability that it ships with. */
export interface ServerProcess extends AsyncDisposable {
  url: string;
  /** PEM of the TLS authority. */
  authority: string;
  pid: number;
  /** An administrator's operation, over the local socket. */
  administer(method: string, target: string, body?: unknown): Promise<unknown>;
  createJoinToken(uses: number): Promise<string>;
  /** @returns the seed */
  enrollTotp(user: string): Promise<Uint8Array>;
}

/** @param options.stubDirectory asks the directory that costs nothing; see `stub-directory.ts` */
export async function startServerProcess(options: {
  stubDirectory: boolean;
  environment?: Record<string, string>;
}): Promise<ServerProcess> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'gatehouse-bench-'));
  const logFile = path.join(dataDirectory, 'log');
  const log = openSync(logFile, 'w', 0o600);
  const child = fork(PROGRAM, options.stubDirectory ? ['stub'] : [], {
    env: {
      PATH: process.env['PATH'],
      GATEHOUSE_DATA: dataDirectory,
      GATEHOUSE_LISTEN: '127.0.0.1:0',
      GATEHOUSE_NODE_ID: 'bench',
      ...options.environment,
    },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const exited = once(child, 'exit');
  const dispose = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await exited;
    await rm(dataDirectory, { recursive: true, force: true });
  };
  const [message] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => [{ failed: 'it ended' }]),
  ])) as unknown[];
  const report = Report.parse(message);
  if ('failed' in report) {
    const lines = await readFile(logFile, 'utf8');
    await dispose();
    throw new Error(`the server did not start: ${report.failed}\n${lines}`);
  }
  const { port, authority, socketPath } = report.started;
  const administer: ServerProcess['administer'] = (method, target, body) =>
    mustAsk(socketPath, method, target, body);
  return {
    url: `https://127.0.0.1:${port}`,
    authority,
    pid: child.pid ?? 0,
    administer,
    async createJoinToken(uses) {
      const body = { uses, url: `https://127.0.0.1:${port}` };
      const answer = await administer('POST', pathOf('createJoinToken'), body);
      return administration.IssuedJoinToken.parse(answer).token;
    },
    async enrollTotp(user) {
      const answer = await administer('POST', pathOf('enrollTotp', { name: user }), {});
      return totp.seedOfKeyUri(administration.EnrolledTotp.parse(answer).uri);
    },
    [Symbol.asyncDispose]: dispose,
  };
}

async function mustAsk(
  socketPath: string,
  method: string,
  target: string,
  body: unknown,
): Promise<unknown> {
  const answer = await askSocket(socketPath, method, target, body);
  if (answer.status === 200) return answer.body;
  throw new Error(`${method} ${target}: ${answer.status} ${JSON.stringify(answer.body)}`);
}
