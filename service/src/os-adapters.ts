import { join } from 'node:path';

import type { ServiceConfig } from './config/config.js';
import type { Caller } from './pipe/caller.js';
import type { PipeListener } from './pipe/pipe-listener.js';
import type { Vault } from './vault/vault.js';

/** What the operating system is asked for. */
export interface OsAdapters {
  listener: PipeListener;
  /** Whether a process may use the credential pipe: only the user that the service itself runs as (R16). */
  isPrivileged(caller: Caller): boolean;
  /** Opens the vault when it is first needed. */
  openVault(): Promise<Vault>;
}

/** The one place that chooses by operating system. Each half is loaded only where it is used. */
export async function createOsAdapters(config: ServiceConfig): Promise<OsAdapters> {
  return createUnixAdapters(config);
}

async function createUnixAdapters(config: ServiceConfig): Promise<OsAdapters> {
  const { UnixPipeListener } = await import('./unix/unix-pipe-listener.js');
  const users = new Set([`uid:${String(process.getuid?.() ?? -1)}`, 'uid:0']);
  return {
    listener: new UnixPipeListener(config.socketPath),
    isPrivileged: (caller) => users.has(caller.sid),
    openVault: async () => {
      const { FileVault } = await import('./vault/file-vault.js');
      return FileVault.open(join(config.stateFolder, 'vault.key'));
    },
  };
}

/** Who runs this process and may end it: a service manager, or a person at a terminal. */
export interface ProcessHost {
  /** Whether it is the service control manager, so that nobody reads our console. */
  managed: boolean;
  running(): void;
  stopping(withinMs: number): void;
  ended(exitCode: number): Promise<void>;
}

/** Finds out who runs this process. `onStop` is called when the process is to end. */
export async function connectToHost(onStop: (reason: string) => void): Promise<ProcessHost> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => onStop(signal));
  }
  if (process.platform === 'win32') {
    const { connectToServiceControl } = await import('./windows/service-control.js');
    const control = await connectToServiceControl((request) => {
      if (request.control === 'stop' || request.control === 'shutdown') onStop(request.control);
    });
    if (control !== undefined) {
      return {
        managed: true,
        running: () => control.running(),
        stopping: (withinMs) => control.stopping(withinMs),
        ended: (exitCode) => control.stopped(exitCode),
      };
    }
  }
  return {
    managed: false,
    running: () => undefined,
    stopping: () => undefined,
    ended: () => Promise.resolve(),
  };
}
