import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import type { Random } from '../random.js';
import type { HighestTime } from './highest-time.js';
import type { KitStore } from './kit-store.js';
import type { OfflineEvents } from './offline-events.js';
import type { RecoveryLocks } from './recovery-locks.js';
import type { WindowsPasswords } from './windows-passwords.js';

/** What verdicts without the server are made of. */
export interface OfflineParts {
  store: KitStore;
  time: HighestTime;
  events: OfflineEvents;
  locks: RecoveryLocks;
  passwords: WindowsPasswords;
  clock: Clock;
  random: Random;
  logger: Logger;
}
