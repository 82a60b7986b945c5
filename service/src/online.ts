import { hostname } from 'node:os';

import type { CorrelationId } from '@gatehouse/protocol';

import { HttpAuthority } from './authority/http-authority.js';
import { HttpSelfService } from './authority/http-self-service.js';
import type { SelfServiceAuthority } from './authority/self-service-authority.js';
import type { Clock } from './clock.js';
import type { ServiceConfig } from './config/config.js';
import { joinInBackground } from './identity/background-join.js';
import { IdentityHolder } from './identity/identity-holder.js';
import { identityPath } from './identity/identity-path.js';
import { IdentityStore } from './identity/identity-store.js';
import type { JoinParameters } from './identity/join.js';
import { fingerprintOf, isTemplate } from './identity/machine.js';
import type { Machine } from './identity/machine.js';
import { codeOf, detailOf } from './logger.js';
import type { Logger } from './logger.js';
import type { Random } from './random.js';
import type { Vault } from './vault/vault.js';
import { SERVICE_VERSION } from './version.js';

/**
 * What the service itself takes of the time between submit and the next screen: a timer that is late, sealing the
 * password, drawing, the pipe. The server gets the rest.
 */
const OWN_SHARE_MS = 150;

/** A tile that is shown again within this needs no new look at the server. */
const FRESH_MS = 30_000;

export interface OnlineParameters {
  config: ServiceConfig;
  vault: Vault;
  machine: Machine;
  clock: Clock;
  random: Random;
  logger: Logger;
  correlationId: CorrelationId;
  /** The server has just answered: a good moment to refresh the kits. */
  onContact?: () => void;
  /** The server that this workstation joined, told as often as it is looked at. */
  onServer?: (serverUrl: string) => void;
  /** Given what holds at this workstation, as often as the server says it; undefined where it did not answer. */
  onPolicy?: (signed: string | undefined) => void | Promise<void>;
}

/** Everything that talks to the server. Loaded when it is first needed: it is most of the service's memory. */
export interface Online {
  authority: HttpAuthority;
  selfService: SelfServiceAuthority;
  /** Somebody is about to sign in: connect, and learn the server's keys and clock, before the password is typed. */
  warm(): void;
  /** Asks for what holds at this workstation, unless it was asked just now; `onPolicy` has it when this resolves. */
  freshenPolicy(): Promise<void>;
  close(): Promise<void>;
}

/** What a join says of this computer. */
export function joinFacts(
  parameters: Pick<OnlineParameters, 'config' | 'clock' | 'random' | 'correlationId'>,
): Omit<JoinParameters, 'token' | 'signal'> {
  const { config, clock, random, correlationId } = parameters;
  return {
    hostname: hostname(),
    platform: process.platform === 'win32' ? 'windows' : 'linux',
    version: SERVICE_VERSION,
    proxyUrl: config.proxyUrl,
    clock,
    random,
    correlationId,
  };
}

export function startOnline(parameters: OnlineParameters): Online {
  const { config, vault, machine, clock, random, logger, correlationId } = parameters;
  const stopping = new AbortController();
  const { signal } = stopping;
  const store = new IdentityStore(identityPath(config.stateFolder), vault, fingerprintOf(machine));
  const identities = new IdentityHolder(store, logger);
  const authority = new HttpAuthority({
    identities,
    clock,
    random,
    logger,
    budgetMs: config.serverTimeoutMs - OWN_SHARE_MS,
    proxyUrl: config.proxyUrl,
    onBack: parameters.onContact,
  });
  let refreshedAt = -Infinity;
  const refresh = (): void => {
    if (signal.aborted) return;
    const identity = identities.current();
    if (identity === undefined) return;
    parameters.onServer?.(identity.serverUrl);
    refreshedAt = performance.now();
    // A failure is logged where it happens, and the next tile or hour tries again.
    const call = { correlationId, signal };
    authority.refresh(call).then(parameters.onContact, () => undefined);
    void fetchPolicy();
  };
  // What was said last stands until it expires or the server says something else.
  const askPolicy = async (): Promise<string | undefined> => {
    try {
      return await authority.machinePolicy({ correlationId, signal });
    } catch (error) {
      logger.debug('policy.unknown', { reason: codeOf(error), detail: detailOf(error) });
      return undefined;
    }
  };
  let fetching: Promise<void> | undefined;
  let askedAt = -Infinity;
  const fetchPolicy = async (): Promise<void> => {
    askedAt = performance.now();
    fetching ??= askPolicy()
      .then(parameters.onPolicy)
      .catch((error: unknown) => {
        logger.error('policy.fault', { reason: codeOf(error), detail: detailOf(error) });
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  };
  const timer = setInterval(refresh, config.keyRefreshMinutes * 60_000);
  timer.unref();
  const { tokenFile, templateName } = config;
  const template = isTemplate(machine, templateName);
  if (template)
    logger.info('identity.template', { detail: 'this computer is a template and does not join' });
  const joining =
    tokenFile === undefined || template
      ? Promise.resolve()
      : joinInBackground({ tokenFile, store, logger, signal, facts: joinFacts(parameters) });
  // Whoever signs in next may do so without a tile of ours.
  const joined = joining.then(() => {
    const identity = signal.aborted ? undefined : identities.current();
    if (identity !== undefined) parameters.onServer?.(identity.serverUrl);
  });
  return {
    authority,
    selfService: new HttpSelfService(authority),
    warm: () => {
      if (performance.now() - refreshedAt > FRESH_MS) refresh();
    },
    freshenPolicy: async () => {
      if (fetching === undefined && performance.now() - askedAt <= FRESH_MS) return;
      await fetchPolicy();
    },
    close: async () => {
      stopping.abort();
      clearInterval(timer);
      await joined;
      authority.close();
    },
  };
}
