import type { CorrelationId } from '@gatehouse/protocol';

import { systemClock } from '../clock.js';
import type { ServiceConfig } from '../config/config.js';
import { EventRecorder } from '../events/event-recorder.js';
import { identityPath } from '../identity/identity-path.js';
import { IdentityStore } from '../identity/identity-store.js';
import { JoinError, join } from '../identity/join.js';
import { fingerprintOf } from '../identity/machine.js';
import { TokenFileError, readTokenFile } from '../identity/token-file.js';
import { SILENT } from '../logger.js';
import { joinFacts } from '../online.js';
import { createOsAdapters, prepareStateFolder } from '../os-adapters.js';
import { systemRandom } from '../random.js';
import type { CommandOutcome } from './outcome.js';

const TIMEOUT_MS = 30_000;

/** Joins, or joins anew, and says how it went. A running service notices by itself. */
export async function joinNow(parameters: {
  config: ServiceConfig;
  tokenFile: string;
  correlationId: CorrelationId;
}): Promise<CommandOutcome> {
  const { config, tokenFile, correlationId } = parameters;
  const token = readTokenFile(tokenFile);
  if (token === undefined) throw new TokenFileError(`there is no ${tokenFile}`);
  await prepareStateFolder(config);
  const adapters = await createOsAdapters(config);
  const store = new IdentityStore(
    identityPath(config.stateFolder),
    await adapters.openVault(),
    fingerprintOf(await adapters.readMachine()),
  );
  const facts = joinFacts({ config, correlationId, clock: systemClock, random: systemRandom });
  try {
    const identity = await join({ ...facts, token, signal: AbortSignal.timeout(TIMEOUT_MS) });
    store.save(identity);
    const { workstationId, serverUrl: server } = identity;
    const recorder = new EventRecorder({ log: adapters.eventLog, next: SILENT, correlationId });
    recorder.info('identity.joined', { workstationId, server });
    await recorder.flush();
    return { exitCode: 0, text: `joined ${identity.serverUrl} as ${identity.workstationId}` };
  } catch (error) {
    if (!(error instanceof JoinError)) throw error;
    return { exitCode: 1, text: `not joined (${error.code}): ${error.message}` };
  }
}
