import type { CorrelationId } from '@gatehouse/protocol';

import { systemClock } from '../clock.js';
import type { ServiceConfig } from '../config/config.js';
import { IdentityStore } from '../identity/identity-store.js';
import { JoinError, join } from '../identity/join.js';
import { TokenFileError, readTokenFile } from '../identity/token-file.js';
import { identityPath, joinFacts } from '../online.js';
import { createOsAdapters, prepareStateFolder } from '../os-adapters.js';
import { systemRandom } from '../random.js';

const TIMEOUT_MS = 30_000;

/** Joins, or joins anew, and says how it went. A running service notices by itself. Returns the exit code. */
export async function joinNow(parameters: {
  config: ServiceConfig;
  tokenFile: string;
  correlationId: CorrelationId;
}): Promise<number> {
  const { config, tokenFile, correlationId } = parameters;
  const token = readTokenFile(tokenFile);
  if (token === undefined) throw new TokenFileError(`there is no ${tokenFile}`);
  await prepareStateFolder(config);
  const adapters = await createOsAdapters(config);
  const store = new IdentityStore(identityPath(config), await adapters.openVault());
  const facts = joinFacts({ config, correlationId, clock: systemClock, random: systemRandom });
  try {
    const identity = await join({ ...facts, token, signal: AbortSignal.timeout(TIMEOUT_MS) });
    store.save(identity);
    process.stdout.write(`joined ${identity.serverUrl} as ${identity.workstationId}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    process.stderr.write(`not joined (${error.code}): ${error.message}\n`);
    return 1;
  }
}
