import type { CorrelationId } from '@gatehouse/protocol';

import { UnreachableError } from '../authority/authority.js';
import { HttpAuthority } from '../authority/http-authority.js';
import { systemClock } from '../clock.js';
import type { ServiceConfig } from '../config/config.js';
import { IdentityHolder } from '../identity/identity-holder.js';
import { identityPath } from '../identity/identity-path.js';
import { IdentityStore } from '../identity/identity-store.js';
import type { StoredIdentity } from '../identity/identity-store.js';
import { fingerprintOf } from '../identity/machine.js';
import { SILENT } from '../logger.js';
import { createOsAdapters } from '../os-adapters.js';
import type { OsAdapters } from '../os-adapters.js';
import { systemRandom } from '../random.js';
import { glanceAtPolicy } from '../support/workstation-glance.js';
import { SERVICE_VERSION } from '../version.js';
import type { CommandOutcome } from './outcome.js';

/** Says who this workstation is, and whether its server answers, as one JSON object. */
export async function showStatus(parameters: {
  config: ServiceConfig;
  correlationId: CorrelationId;
}): Promise<CommandOutcome> {
  const { config, correlationId } = parameters;
  const adapters = await createOsAdapters(config);
  const store = new IdentityStore(
    identityPath(config.stateFolder),
    await adapters.openVault(),
    fingerprintOf(await adapters.readMachine()),
  );
  const identity = store.load();
  const authority = new HttpAuthority({
    identities: new IdentityHolder(store, SILENT),
    clock: systemClock,
    random: systemRandom,
    logger: SILENT,
    budgetMs: config.serverTimeoutMs,
    proxyUrl: config.proxyUrl,
  });
  let server = 'answers';
  try {
    await authority.refresh({ correlationId, signal: new AbortController().signal });
  } catch (error) {
    server = error instanceof UnreachableError ? error.reason : 'fault';
  } finally {
    authority.close();
  }
  const status = {
    version: SERVICE_VERSION,
    joined: identity !== undefined,
    workstationId: identity?.workstationId,
    serverUrl: identity?.serverUrl,
    joinedAt: identity?.joinedAt,
    server,
    policy: await keptPolicy(config, adapters, store.load()),
    filter: await adapters.filterHealth(),
  };
  return { exitCode: server === 'answers' ? 0 : 1, text: JSON.stringify(status, null, 2) };
}

/** Which policy holds here without the server, and how old it is; or why none does. */
async function keptPolicy(
  config: ServiceConfig,
  adapters: OsAdapters,
  identity: StoredIdentity | undefined,
): Promise<object> {
  const found = await glanceAtPolicy(config, adapters, identity, systemClock.now());
  if ('missing' in found) return { inForce: false, reason: found.missing };
  const { policy, expiresAt, rules } = found.policy;
  return { inForce: true, policy, mode: rules.mode, ageSeconds: found.ageSeconds, expiresAt };
}
