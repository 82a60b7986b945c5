import { existsSync } from 'node:fs';
import { hostname } from 'node:os';

import type { CorrelationId, OfflineEvent } from '@gatehouse/protocol';

import { OnDemandAuthority } from './authority/on-demand-authority.js';
import { OnDemandSelfService } from './authority/on-demand-self-service.js';
import { systemClock, systemStopwatch } from './clock.js';
import type { Clock } from './clock.js';
import type { ServiceConfig } from './config/config.js';
import { OnDemandDomainReach } from './domain/on-demand-domain-reach.js';
import { isKeepingKits } from './files/kits-folder.js';
import { identityPath } from './identity/identity-path.js';
import { codeOf, detailOf } from './logger.js';
import type { Logger } from './logger.js';
import { BreakGlassAccounts } from './logon/break-glass-accounts.js';
import { Conversation } from './logon/conversation.js';
import { Errands } from './logon/errands.js';
import { RuledLogons } from './logon/ruled-logons.js';
import { chooseTexts } from './logon/texts/choose-texts.js';
import { OnDemandOffline } from './offline/on-demand-offline.js';
import type { WindowsAccount } from './offline/windows-passwords.js';
import { OnDemand } from './on-demand.js';
import type { OsAdapters } from './os-adapters.js';
import { ChangeReports } from './passwords/change-reports.js';
import { OnDemandPasswordChanges } from './passwords/on-demand-password-changes.js';
import { PIPE_LIMITS } from './pipe/pipe-limits.js';
import type { PipeLimits } from './pipe/pipe-limits.js';
import { PipeServer } from './pipe/pipe-server.js';
import { accountsOnDemand, startRules } from './policy/start-rules.js';
import { systemRandom } from './random.js';
import type { Random } from './random.js';
import { FilterWatch } from './sessions/filter-watch.js';
import { OnDemandSessions } from './sessions/on-demand-sessions.js';
import { SessionWatch } from './sessions/session-watch.js';
import type { SessionChange } from './sessions/session-watch.js';
import { UnlockGrace } from './sessions/unlock-grace.js';
import { PortalShortcut } from './user-tools/portal-shortcut.js';
import { SERVICE_VERSION } from './version.js';

export interface ServiceParameters {
  config: ServiceConfig;
  adapters: OsAdapters;
  logger: Logger;
  /** The id of what the service does for nobody in particular. */
  correlationId: CorrelationId;
  clock?: Clock;
  random?: Random;
  limits?: PipeLimits;
  /** A client of the pipe is gone, and what it needed with it. */
  onClientGone?: () => void;
}

/** The running service. Disposing stops it: tiles are told, calls in flight are aborted. */
export interface RunningService extends AsyncDisposable {
  /** The computer woke up: there may be a network again. */
  resumed(): void;
  /** The computer goes to sleep. */
  suspended(): void;
  /** Something happened to a session of Terminal Services. */
  sessionChanged(session: number, change: SessionChange): void;
}

/**
 * Starts the service: the composition root. The pipe listens when this returns, because LogonUI may be waiting
 * already; who we are and where the server is comes after.
 *
 * @throws PipeNameTakenError when another process serves the pipe (R17)
 */
export async function startService(parameters: ServiceParameters): Promise<RunningService> {
  const { config, adapters, logger, correlationId } = parameters;
  const clock = parameters.clock ?? systemClock;
  const random = parameters.random ?? systemRandom;
  const shortcut = new PortalShortcut({
    openMenu: () => adapters.openStartMenu(),
    offered: config.userTools === 'offered',
    portalUrl: config.portalUrl,
    logger,
  });
  const network = new OnDemand(async () => {
    const { startOnline } = await import('./online.js');
    const vault = await adapters.openVault();
    const onContact = (): void => half.loaded?.refreshSoon();
    const machine = await adapters.readMachine();
    const facts = { config, vault, machine, clock, random, logger, correlationId };
    const onServer = (serverUrl: string): void => void shortcut.serverKnown(serverUrl);
    const onPolicy = (signed: string | undefined) => policy.take(signed);
    return startOnline({ ...facts, onContact, onServer, onPolicy });
  });
  const authority = new OnDemandAuthority(async () => (await network.get()).authority);
  const half = new OnDemand(async () => {
    const { startOffline } = await import('./offline/offline-half.js');
    const [{ authority: server }, vault] = [await network.get(), await adapters.openVault()];
    const { stateFolder } = config;
    const system = await adapters.openOffline();
    return startOffline({
      stateFolder,
      server,
      vault,
      ...system,
      clock,
      random,
      logger,
      correlationId,
    });
  });
  const { keeper: policy, rules } = startRules({
    stateFolder: config.stateFolder,
    openVault: () => adapters.openVault(),
    openCounters: async () => (await adapters.openOffline()).counters,
    openStage: () => adapters.openStage(),
    online: () => network.get(),
    offline: () => half.get(),
    clock,
    logger,
  });
  const ofWindows = {
    accounts: accountsOnDemand(() => adapters.openAccounts()),
    passwords: {
      check: async (account: WindowsAccount, password: Uint8Array) =>
        (await adapters.openOffline()).passwords.check(account, password),
    },
    record: async (event: Omit<OfflineEvent, 'id' | 'at'>) => (await half.get()).record(event),
    random,
    logger,
  };
  const ruled = new RuledLogons({ ...ofWindows, rules, clock });
  const breakGlass = new BreakGlassAccounts({
    ...ofWindows,
    listed: () => adapters.breakGlassSids(),
    stopwatch: systemStopwatch,
  });
  const keepsKits = () => isKeepingKits(config.stateFolder);
  const offline = new OnDemandOffline({ load: async () => half.get(), hasKits: keepsKits, logger });
  const selfService = new OnDemandSelfService(async () => (await network.get()).selfService);
  const reach = new OnDemandDomainReach({ load: () => adapters.openDomainReach(), logger });
  const hasJoined = () => existsSync(identityPath(config.stateFolder));
  const changes = new OnDemandPasswordChanges({
    load: () => adapters.openPasswordChanges(),
    logger,
  });
  const sessions = new OnDemandSessions({ load: () => adapters.openSessions(), logger });
  const grace = new UnlockGrace(systemStopwatch);
  const watch = new SessionWatch({ grace, sessions });
  const errands = new Errands({ authority, selfService, logger });
  const changeReports = new ChangeReports({ authority, keeper: offline, logger });
  const warm = (): void => {
    network.get().then(
      (online) => online.warm(),
      (error: unknown) => {
        logger.error('service.fault', { reason: codeOf(error), detail: detailOf(error) });
      },
    );
  };
  const textsOf = (language: string) => chooseTexts(config.language ?? language);
  const pipes = new PipeServer({
    listener: adapters.listener,
    isPrivileged: (caller) => adapters.isPrivileged(caller),
    limits: parameters.limits ?? PIPE_LIMITS,
    logger,
    serviceVersion: SERVICE_VERSION,
    onClientGone: parameters.onClientGone,
    textsOf: (language) => textsOf(language).texts,
    converse: (client, caller, tile, hello, send) => {
      warm();
      const { texts, language } = textsOf(hello.language);
      const { scenario, remote } = hello;
      return new Conversation(
        { sid: tile.sid, userName: tile.userName },
        {
          authority,
          offline,
          keeper: offline,
          rules: hasJoined() ? ruled : undefined,
          breakGlass,
          // Before it has joined, there is nobody to ask.
          selfService: hasJoined() ? selfService : undefined,
          offersSelfService: config.selfService === 'offered',
          reach,
          changes,
          errands,
          changeReports,
          clock,
          random,
          logger,
          texts,
          locale: { language },
          computer: hostname(),
          scenario,
          remote,
          describeSession: () => sessions.describe(caller.session),
          grace: {
            proven: (sid, facts) => grace.proven(caller.session, sid, facts),
            ageOf: (sid, facts) => grace.ageOf(caller.session, sid, facts),
          },
          language: hello.language.slice(0, 35),
          client,
          tile: tile.number,
          send,
        },
      );
    },
  });
  await pipes.listen();
  logger.info('service.started', { version: SERVICE_VERSION, pid: process.pid });
  // A token beside an identity waits for a computer whose identity is its template's.
  if (config.tokenFile !== undefined && (!hasJoined() || existsSync(config.tokenFile))) warm();
  void shortcut.start();
  const filterWatch = new FilterWatch({ read: () => adapters.filterHealth(), logger });
  void filterWatch.check();
  const wake = (): void => {
    half.get().then(
      (loaded) => loaded.refreshSoon(),
      (error: unknown) => {
        logger.error('offline.fault', { reason: codeOf(error), detail: detailOf(error) });
      },
    );
  };
  // Kits are refreshed without anybody at the logon screen.
  if (keepsKits()) wake();
  return {
    sessionChanged: (session, change) => watch.changed(session, change),
    suspended: () => grace.endAll(),
    resumed: () => {
      grace.endAll();
      if (keepsKits()) wake();
    },
    async [Symbol.asyncDispose]() {
      filterWatch.close();
      await pipes.close();
      await errands.close();
      await changeReports.close();
      await half.close();
      await network.close();
      logger.info('service.stopped');
    },
  };
}
