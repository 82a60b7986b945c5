import { createConfig } from './config/config.js';
import { ConfigurationError, readEnv } from './config/env.js';
import { readSecrets } from './config/secrets.js';
import { describeError } from './logger.js';
import { startServer } from './server.js';
import { prepareDataDirectory } from './start-up/data-directory.js';
import { renderWelcome } from './start-up/welcome.js';

const EXIT_CONFIGURATION = 2;
const EXIT_FAILURE = 1;

/** Signals in, exit code out. Everything else is in `server.ts`. */
async function main(): Promise<void> {
  const stop = new AbortController();
  const stopped = new Promise<void>((resolve) =>
    stop.signal.addEventListener('abort', () => resolve()),
  );
  // The second one ends the process at once, whatever it hangs in.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

  const config = createConfig(readEnv(process.env));
  // Before the master key is made in it.
  await prepareDataDirectory(config.dataDirectory);
  const secrets = await readSecrets(config);
  await using server = await startServer(config, secrets, { signal: stop.signal });
  secrets.masterKey.fill(0);
  process.stdout.write(renderWelcome(server));
  const reason = await Promise.race([stopped, server.mustEnd]);
  if (reason !== undefined) throw reason;
}

try {
  await main();
} catch (error) {
  const wasAsked = error instanceof Error && error.name === 'AbortError';
  if (!wasAsked) {
    const isConfiguration = error instanceof ConfigurationError;
    console.error(
      isConfiguration ? `The configuration cannot be used:\n${error.message}` : describe(error),
    );
    process.exitCode = isConfiguration ? EXIT_CONFIGURATION : EXIT_FAILURE;
  }
}

/** Not the error itself: drivers hang addresses and inputs on theirs. */
function describe(error: unknown): string {
  return Object.values(describeError(error)).join('\n');
}
