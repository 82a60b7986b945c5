/**
 * A server node in a process of its own, without limits on rates, told by its parent what to be. With `stub` it asks a
 * directory that costs nothing; otherwise the one that the environment names.
 */
import { createConfig } from '../../../server/src/config/config.js';
import { readEnv } from '../../../server/src/config/env.js';
import { readSecrets } from '../../../server/src/config/secrets.js';
import { createLogger } from '../../../server/src/logger.js';
import { startServer } from '../../../server/src/server.js';
import { StubDirectory } from '../load/stub-directory.js';

const UNLIMITED = 1_000_000_000;

const send = (message: unknown): void => void process.send?.(message);

try {
  const config = createConfig(readEnv(process.env));
  const server = await startServer(config, await readSecrets(config), {
    logger: createLogger({ level: config.logLevel }),
    rateLimits: {
      guesses: UNLIMITED,
      public: UNLIMITED,
      workstation: UNLIMITED,
      workstationAddress: UNLIMITED,
      administrator: UNLIMITED,
    },
    ...(process.argv.includes('stub') ? { directory: new StubDirectory() } : {}),
  });
  process.once('disconnect', () => {
    void server[Symbol.asyncDispose]().then(() => process.exit(0));
  });
  const { port, authority, socketPath } = server;
  send({ started: { port, authority, socketPath } });
} catch (error) {
  send({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exitCode = 1;
  process.disconnect();
}
