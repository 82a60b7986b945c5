import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { WindowsAccounts } from './accounts/windows-accounts.js';
import { BoundedLogger } from './bounded-logger.js';
import { BREAK_GLASS_SETTINGS, breakGlassSidsIn } from './config/break-glass-sids.js';
import type { ServiceConfig } from './config/config.js';
import { typedRegistry } from './config/typed-registry.js';
import type { DomainReach } from './domain/domain-reach.js';
import { NO_EVENT_LOG } from './events/event-log.js';
import type { EventEntry, EventLog } from './events/event-log.js';
import type { Machine } from './identity/machine.js';
import type { Logger } from './logger.js';
import type { Counters } from './offline/counters.js';
import type { WindowsPasswords } from './offline/windows-passwords.js';
import type { PasswordChanges } from './passwords/password-changes.js';
import type { Caller } from './pipe/caller.js';
import type { PipeListener } from './pipe/pipe-listener.js';
import type { SessionChange } from './sessions/session-watch.js';
import type { Sessions } from './sessions/sessions.js';
import type { Stage } from './sessions/stage.js';
import type { SystemFacts } from './support/system-facts.js';
import type { StartMenu } from './user-tools/start-menu.js';
import type { Vault } from './vault/vault.js';
import type { FilterHealth } from './windows/filter-health.js';

/** What the operating system is asked for. */
export interface OsAdapters {
  listener: PipeListener;
  /** Whether a process may use the credential pipe: only the user that the service itself runs as (R16). */
  isPrivileged(caller: Caller): boolean;
  /** What tells this computer from its clones. */
  readMachine(): Promise<Machine>;
  /** Removes the counts that `openOffline` gives, all of them. */
  forgetAttempts(): Promise<void>;
  /** Where administrators look first. */
  eventLog: EventLog;
  /** Opens the vault when it is first needed. */
  openVault(): Promise<Vault>;
  /** What verdicts without the server ask of the system, when they are first needed. */
  openOffline(): Promise<{ counters: Counters; passwords: WindowsPasswords }>;
  /** What tells whether a domain controller is there, when somebody forgot a password. */
  openDomainReach(): Promise<DomainReach>;
  /** What changes passwords, when somebody wants to or must. */
  openPasswordChanges(): Promise<PasswordChanges>;
  /** Its accounts, when somebody signs in. */
  openAccounts(): Promise<WindowsAccounts>;
  /** What knows the sessions that people log on in, when the first one does. */
  openSessions(): Promise<Sessions>;
  /** What the filter is told, when the server says it. */
  openStage(): Promise<Stage>;
  /** What everybody who is signed in here finds programs in, when something is put there. */
  openStartMenu(): Promise<StartMenu>;
  /** SIDs of the accounts for when nobody has a verdict, as an administrator of this computer has them now. */
  breakGlassSids(): Promise<readonly string[]>;
  /** What a support bundle says of the system. */
  systemFacts(): Promise<SystemFacts>;
  /** Whether other credential providers are hidden here; undefined where there are none. */
  filterHealth(): Promise<FilterHealth | undefined>;
}

/** The one place that chooses by operating system. Each half is loaded only where it is used. */
export async function createOsAdapters(
  config: ServiceConfig,
  logger?: Logger,
): Promise<OsAdapters> {
  return process.platform === 'win32'
    ? createWindowsAdapters(config, logger)
    : createUnixAdapters(config, logger);
}

/**
 * Makes the state folder private before anything is put into it; the log folder is in it by default.
 *
 * @throws Error when somebody else owns or may change the folder (R9)
 */
export async function prepareStateFolder(config: ServiceConfig): Promise<void> {
  const folder =
    process.platform === 'win32'
      ? await import('./windows/state-folder.js')
      : await import('./unix/state-folder.js');
  folder.prepareStateFolder(config.stateFolder);
}

/** The values of our registry keys: those of Group Policy, and those of the installer. */
export async function readRegistrySettings(): Promise<{
  policy: Record<string, unknown>;
  installed: Record<string, unknown>;
  features: Record<string, unknown>;
}> {
  const { readRegistryKey } = await import('./windows/registry.js');
  const { FEATURES_KEY, POLICY_KEY, SETTINGS_KEY } = await import('./windows/names.js');
  return {
    policy: readRegistryKey(POLICY_KEY),
    installed: readRegistryKey(SETTINGS_KEY),
    features: readRegistryKey(FEATURES_KEY),
  };
}

async function createWindowsAdapters(
  config: ServiceConfig,
  logger: Logger | undefined,
): Promise<OsAdapters> {
  const { NativePipeListener } = await import('./windows/native-pipe-listener.js');
  const { WindowsEventLog } = await import('./windows/windows-event-log.js');
  const { loadNativeAddon } = await import('./windows/native-addon.js');
  const bounded = logger === undefined ? undefined : new BoundedLogger(logger);
  // LocalSystem, as LogonUI and consent.exe are; the pipe's descriptor says so too.
  const ownSid = loadNativeAddon().currentUserSid();
  return {
    listener: new NativePipeListener({
      onWarning: (what, win32) => bounded?.warn('pipe.warning', { reason: what, status: win32 }),
    }),
    isPrivileged: (caller) => caller.sid === ownSid,
    readMachine: async () => (await import('./windows/machine.js')).readMachine(),
    forgetAttempts: async () => (await import('./windows/attempt-counts.js')).forgetAttempts(),
    eventLog: new WindowsEventLog(),
    openVault: async () => {
      const { DpapiVault } = await import('./windows/dpapi-vault.js');
      return new DpapiVault();
    },
    openOffline: async () => {
      const { AttemptRegistry } = await import('./windows/attempt-registry.js');
      const { LogonUserPasswords } = await import('./windows/logon-user-passwords.js');
      return { counters: new AttemptRegistry(), passwords: new LogonUserPasswords() };
    },
    openDomainReach: async () => {
      if (config.demoDomainController !== undefined) return demoDomainReach(config, logger);
      const { ProbedDomainReach } = await import('./domain/probed-domain-reach.js');
      const { findDomainController } = await import('./windows/domain-controllers.js');
      return new ProbedDomainReach({ find: findDomainController, logger });
    },
    openPasswordChanges: async () => {
      if (config.demoPasswordChanges !== undefined) return demoPasswordChanges(config);
      const { LsaPasswordChanges } = await import('./windows/lsa-password-changes.js');
      return new LsaPasswordChanges();
    },
    filterHealth: async () => (await import('./windows/filter-health.js')).readFilterHealth(),
    systemFacts: async () => (await import('./windows/system-facts.js')).windowsFacts(),
    breakGlassSids: async () => {
      const { policy, installed } = await readRegistrySettings();
      return breakGlassSidsIn(typedRegistry(policy, installed, BREAK_GLASS_SETTINGS));
    },
    openStage: async () => {
      const { StageRegistry } = await import('./windows/stage-registry.js');
      return new StageRegistry();
    },
    openStartMenu: async () => {
      const { FolderStartMenu, commonPrograms } = await import('./windows/folder-start-menu.js');
      return new FolderStartMenu(commonPrograms());
    },
    openAccounts: async () => {
      const { SamAccounts } = await import('./windows/sam-accounts.js');
      return new SamAccounts();
    },
    openSessions: async () => {
      const { TerminalSessions } = await import('./windows/terminal-sessions.js');
      return new TerminalSessions();
    },
  };
}

async function createUnixAdapters(
  config: ServiceConfig,
  logger: Logger | undefined,
): Promise<OsAdapters> {
  const { UnixPipeListener } = await import('./unix/unix-pipe-listener.js');
  const users = new Set([`uid:${String(process.getuid?.() ?? -1)}`, 'uid:0']);
  return {
    listener: new UnixPipeListener(config.socketPath),
    isPrivileged: (caller) => users.has(caller.sid),
    readMachine: async () => (await import('./unix/machine.js')).readMachine(),
    forgetAttempts: () =>
      rm(join(config.stateFolder, 'counters'), { recursive: true, force: true }),
    eventLog: NO_EVENT_LOG,
    openVault: async () => {
      const { FileVault } = await import('./vault/file-vault.js');
      return FileVault.open(join(config.stateFolder, 'vault.key'));
    },
    openOffline: async () => {
      const { FolderFiles } = await import('./files/durable-files.js');
      const { nodeDisk } = await import('./files/node-disk.js');
      const { FileCounters } = await import('./offline/file-counters.js');
      const counters = new FileCounters(
        new FolderFiles(nodeDisk, join(config.stateFolder, 'counters')),
      );
      const { demoPasswordFile } = config;
      if (demoPasswordFile === undefined) {
        const { NO_WINDOWS } = await import('./offline/windows-passwords.js');
        return { counters, passwords: NO_WINDOWS };
      }
      const { PasswordFile } = await import('./unix/password-file.js');
      return { counters, passwords: new PasswordFile(demoPasswordFile) };
    },
    openDomainReach: () => demoDomainReach(config, logger),
    openPasswordChanges: () => demoPasswordChanges(config),
    openAccounts: async () => (await import('./accounts/windows-accounts.js')).NO_WINDOWS_ACCOUNTS,
    openSessions: async () => (await import('./sessions/sessions.js')).NO_SESSIONS,
    openStage: async () => (await import('./sessions/stage.js')).NO_STAGE,
    openStartMenu: async () => (await import('./user-tools/start-menu.js')).NO_START_MENU,
    breakGlassSids: () => Promise.resolve([]),
    systemFacts: async () => (await import('./unix/system-facts.js')).unixFacts(config),
    filterHealth: () => Promise.resolve(undefined),
  };
}

/** Asks the controller that the configuration names; without one there is no domain. */
async function demoDomainReach(
  { demoDomainController }: ServiceConfig,
  logger: Logger | undefined,
): Promise<DomainReach> {
  const { NO_DOMAIN } = await import('./domain/domain-reach.js');
  if (demoDomainController === undefined) return NO_DOMAIN;
  const { ProbedDomainReach } = await import('./domain/probed-domain-reach.js');
  const { endpointOf } = await import('./domain/endpoint.js');
  const endpoint = endpointOf(demoDomainController);
  return new ProbedDomainReach({ find: () => Promise.resolve(endpoint), logger });
}

/** Asks the program that the configuration names; without one nothing is changed. */
async function demoPasswordChanges({
  demoPasswordChanges: url,
}: ServiceConfig): Promise<PasswordChanges> {
  if (url === undefined) return (await import('./passwords/password-changes.js')).NO_CHANGES;
  const { LoopbackPasswordChanges } = await import('./passwords/loopback-password-changes.js');
  return new LoopbackPasswordChanges(url);
}

/** Who runs this process and may end it: a service manager, or a person at a terminal. */
export interface ProcessHost {
  /** Whether it is the service control manager, so that nobody reads our console. */
  managed: boolean;
  running(): void;
  stopping(withinMs: number): void;
  /** Says what went wrong where an administrator looks, when there may be no log to write it to. */
  complain(entry: EventEntry, text: string): Promise<void>;
  ended(exitCode: number): Promise<void>;
}

/**
 * Finds out who runs this process. `onStop` is called when the process is to end, `onResume` when the computer woke up,
 * where somebody says so.
 */
export async function connectToHost({
  onStop,
  onResume,
  onSuspend,
  onSessionChange,
}: {
  onStop: (reason: string) => void;
  onResume: () => void;
  onSuspend: () => void;
  onSessionChange: (session: number, change: SessionChange) => void;
}): Promise<ProcessHost> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => onStop(signal));
  }
  if (process.platform === 'win32') {
    const { EXCEPTION_IN_SERVICE, connectToServiceControl } =
      await import('./windows/service-control.js');
    const control = await connectToServiceControl((request) => {
      switch (request.control) {
        case 'stop':
        case 'shutdown':
          onStop(request.control);
          return;
        case 'session-change':
          onSessionChange(request.session, request.change);
          return;
        case 'power':
          if (request.change === 'resume') onResume();
          else if (request.change === 'suspend') onSuspend();
      }
    });
    if (control !== undefined) {
      return {
        managed: true,
        running: () => control.running(),
        stopping: (withinMs) => control.stopping(withinMs),
        complain: async (entry) => {
          const { WindowsEventLog } = await import('./windows/windows-event-log.js');
          await new WindowsEventLog().write(entry);
        },
        ended: (exitCode) => control.stopped(exitCode === 0 ? 0 : EXCEPTION_IN_SERVICE),
      };
    }
  }
  return {
    managed: false,
    running: () => undefined,
    stopping: () => undefined,
    complain: (_, text) => {
      process.stderr.write(`gatehouse-service: ${text}\n`);
      return Promise.resolve();
    },
    ended: () => Promise.resolve(),
  };
}
