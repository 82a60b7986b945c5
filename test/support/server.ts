import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';

import { createConfig } from '../../server/src/config/config.js';
import type { Config } from '../../server/src/config/config.js';
import { readEnv } from '../../server/src/config/env.js';
import { readSecrets } from '../../server/src/config/secrets.js';
import type { Secrets } from '../../server/src/config/secrets.js';
import { createLogger } from '../../server/src/logger.js';
import { startServer } from '../../server/src/server.js';
import type { RunningServer, ServerOverrides } from '../../server/src/server.js';
import { askSocket } from './admin-socket.js';

export interface TestServer extends AsyncDisposable {
  running: RunningServer;
  config: Config;
  secrets: Secrets;
  dataDirectory: string;
  /** `https://127.0.0.1:<port>` */
  url: string;
  /** Everything it logged. */
  logLines: string[];
  /** An administrator's operation over the local socket. */
  administer<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** The same, whatever the answer is. */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
}

/**
 * Starts a real server on a free port with a data folder of its own. Give it `overrides.database` (see
 * `startTestPostgres`), else it starts an embedded PostgreSQL of its own. A second node takes the first one's
 * `secrets` and database.
 */
export async function startTestServer(
  options: {
    environment?: Record<string, string>;
    overrides?: ServerOverrides;
    secrets?: Secrets;
  } = {},
): Promise<TestServer> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'gatehouse-server-'));
  const logLines: string[] = [];
  try {
    const config = createConfig(
      readEnv({
        GATEHOUSE_DATA: dataDirectory,
        GATEHOUSE_LISTEN: '127.0.0.1:0',
        GATEHOUSE_NODE_ID: path.basename(dataDirectory).toLowerCase(),
        GATEHOUSE_LOG_LEVEL: 'debug',
        ...options.environment,
      }),
    );
    const secrets = options.secrets ?? (await readSecrets(config));
    const stream = new CollectedLines(logLines);
    const running = await startServer(config, secrets, {
      logger: createLogger({ level: config.logLevel, stream }),
      ...options.overrides,
    });
    const ask = (method: string, target: string, body?: unknown) =>
      askSocket(running.socketPath ?? '', method, target, body);
    return {
      running,
      config,
      secrets,
      dataDirectory,
      url: `https://127.0.0.1:${running.port}`,
      logLines,
      ask,
      async administer<T>(method: string, target: string, body?: unknown) {
        const answer = await ask(method, target, body);
        if (answer.status !== 200) {
          throw new Error(`${method} ${target}: ${answer.status} ${JSON.stringify(answer.body)}`);
        }
        return answer.body as T;
      },
      async [Symbol.asyncDispose]() {
        await running[Symbol.asyncDispose]();
        await rm(dataDirectory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(dataDirectory, { recursive: true, force: true });
    throw new Error(`the server did not start; it logged:\n${logLines.join('')}`, { cause: error });
  }
}

class CollectedLines extends Writable {
  readonly #lines: string[];

  constructor(lines: string[]) {
    super({ decodeStrings: false });
    this.#lines = lines;
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    this.#lines.push(String(chunk));
    done();
  }
}
