import type { CorrelationId, OfflineEvent } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import { FolderFiles } from '../files/durable-files.js';
import { kitsFolder } from '../files/kits-folder.js';
import { nodeDisk } from '../files/node-disk.js';
import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { Random } from '../random.js';
import type { Vault } from '../vault/vault.js';
import type { Counters } from './counters.js';
import { HighestTime } from './highest-time.js';
import { KitRefresher } from './kit-refresher.js';
import type { RefreshTimes } from './kit-refresher.js';
import { KitStore } from './kit-store.js';
import { LocalKitKeeper } from './local-kit-keeper.js';
import type { KitServer } from './local-kit-keeper.js';
import { LocalOfflineAuthority } from './local-offline-authority.js';
import { MASK_COST } from './masked-seed.js';
import type { MaskCost } from './masked-seed.js';
import type { KitKeeper, OfflineAuthority } from './offline-authority.js';
import { OfflineEvents } from './offline-events.js';
import { ProtocolRecoveryLocks } from './protocol-recovery-locks.js';
import type { WindowsPasswords } from './windows-passwords.js';

export interface OfflineParameters {
  /** Of the service; the kits are in a folder of their own in it. */
  stateFolder: string;
  vault: Vault;
  counters: Counters;
  passwords: WindowsPasswords;
  server: KitServer;
  clock: Clock;
  random: Random;
  logger: Logger;
  correlationId: CorrelationId;
  cost?: MaskCost;
  times?: RefreshTimes;
  noteEveryMs?: number;
}

/** How often the time is noted while nobody logs on: a power cut and a clock set back by as much give nothing new. */
const NOTE_EVERY_MS = 5 * 60_000;

/** Everything that works without the server. Loaded when it is first needed. */
export interface OfflineHalf {
  authority: OfflineAuthority;
  keeper: KitKeeper;
  /** Has the server told of something; it is safe when this returns. */
  record(event: Omit<OfflineEvent, 'id' | 'at'>): void;
  /** The present time; undefined where the clock was set back. */
  now(): Date | undefined;
  /** The server was seen, or the computer woke up: refresh the kits. */
  refreshSoon(): void;
  close(): Promise<void>;
}

export async function startOffline(parameters: OfflineParameters): Promise<OfflineHalf> {
  const { stateFolder, counters, passwords, server, clock, random, logger } = parameters;
  const { vault, correlationId, cost = MASK_COST, times, noteEveryMs = NOTE_EVERY_MS } = parameters;
  const files = new FolderFiles(nodeDisk, kitsFolder(stateFolder));
  const events = new OfflineEvents({ files, clock, random });
  const time = new HighestTime({ files, counters, clock });
  const locks = new ProtocolRecoveryLocks();
  const store = await KitStore.open(
    { files, counters, vault, locks, events, clock, logger, signers: () => server.kitSigners() },
    correlationId,
  );
  const parts = { store, time, events, locks, passwords, clock, random, logger };
  const authority = new LocalOfflineAuthority(parts);
  const keeper = new LocalKitKeeper({ ...parts, server, correlationId, cost });
  const refresher = new KitRefresher(keeper, events, { random, ...(times && { times }) });
  const noteTime = (): void => {
    try {
      time.note();
    } catch (error) {
      logger.warn('clock.not-noted', { reason: codeOf(error), detail: detailOf(error) });
    }
  };
  const noting = setInterval(noteTime, noteEveryMs);
  noting.unref();
  return {
    authority,
    keeper,
    record: (event) => events.record(event),
    now: () => time.now(),
    refreshSoon: () => {
      noteTime();
      refresher.soon();
    },
    close: async () => {
      clearInterval(noting);
      refresher.close();
      await keeper.close();
      authority.close();
      noteTime();
    },
  };
}
