import type { Clock } from '../clock.js';
import type { Sweeper } from '../storage/sweeper.js';
import type { ServerIdentity } from '../workstation/server-identity.js';
import type { Chore } from './upkeep.js';

const MINUTE_MS = 60_000;

/** What every node does now and then: it removes what has expired, and keeps the server's keys young. */
export function choresOf(
  sweepers: readonly Sweeper[],
  identity: ServerIdentity,
  clock: Clock,
): Chore[] {
  return [
    ...sweepers.map((sweeper) => ({
      name: sweeper.name,
      everyMs: MINUTE_MS,
      run: async () => {
        while ((await sweeper.sweep(clock.now())) > 0);
      },
    })),
    { name: 'server-keys', everyMs: 10 * MINUTE_MS, run: () => identity.maintain() },
  ];
}
