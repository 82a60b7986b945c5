import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { CorrelationId } from '@gatehouse/protocol';

import { withDefaults } from '../../service/src/config/config.js';
import type { ServiceConfig } from '../../service/src/config/config.js';
import { createOsAdapters } from '../../service/src/os-adapters.js';
import type { OsAdapters } from '../../service/src/os-adapters.js';
import { startService } from '../../service/src/service.js';
import type { RunningService } from '../../service/src/service.js';
import { MemoryLogger } from '../fakes/memory-logger.js';
import { PipeClient, connectSocket } from './pipe-client.js';

/** A service in the test's own process, with a temporary state folder and a Unix socket. */
export interface TestService extends AsyncDisposable {
  config: ServiceConfig;
  logger: MemoryLogger;
  connect(hello?: Parameters<typeof PipeClient.open>[1]): Promise<PipeClient>;
  /** Stops the service and starts another one on the same state. */
  restart(): Promise<void>;
}

/** @param options.token joins in the background with it */
export async function startTestService(
  options: {
    token?: string;
    config?: Partial<ServiceConfig>;
    adapters?: Partial<OsAdapters>;
  } = {},
): Promise<TestService> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gh-service-'));
  const tokenFile = path.join(folder, 'token');
  if (options.token !== undefined) writeFileSync(tokenFile, options.token, { mode: 0o600 });
  const config = {
    ...withDefaults({
      stateFolder: folder,
      tokenFile: options.token === undefined ? undefined : tokenFile,
    }),
    ...options.config,
  };
  const logger = new MemoryLogger();
  const start = async (): Promise<RunningService> =>
    startService({
      config,
      adapters: { ...(await createOsAdapters(config)), ...options.adapters },
      logger,
      correlationId: randomBytes(16).toString('hex') as CorrelationId,
    });
  let service = await start();
  return {
    config,
    logger,
    connect: async (hello) => PipeClient.open(await connectSocket(config.socketPath), hello),
    restart: async () => {
      await service[Symbol.asyncDispose]();
      service = await start();
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until something is so. @throws Error after `timeoutMs` */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('it did not become so in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
