import { totp } from '@gatehouse/protocol';

import { unmaskSeeds } from './masked-seed.js';
import type { OfflineSubject, TakenCode } from './offline-authority.js';
import type { OfflineParts } from './offline-parts.js';

/**
 * Spends here what was spent at the server, without waiting for the next kit: whoever saw the code typed and then cuts
 * the network must not log on with it (R37).
 *
 * @param epochSeconds the server's time when it took the code
 */
export async function spendStep(
  store: OfflineParts['store'],
  { sid, code, password }: TakenCode,
  epochSeconds: number,
): Promise<void> {
  const state = store.find({ sid, name: '' })?.state;
  if (state === undefined || state.seeds.length === 0) return;
  const { principalId } = state;
  const seeds = await unmaskSeeds(state.seeds, password);
  const steps = seeds.flatMap((seed) => totp.matchStep(seed, code, epochSeconds) ?? []);
  for (const seed of seeds) seed.fill(0);
  // No seed here shows which step it was, as after a new password: then every step is spent that it can have been.
  spend(store, principalId, steps.length === 0 ? newestStep(epochSeconds) : Math.max(...steps));
}

/** Spends every step that the server can have taken at this time of its clock, where no password shows which it was. */
export function spendEveryStep(
  store: OfflineParts['store'],
  subject: OfflineSubject,
  epochSeconds: number,
): void {
  const state = store.find(subject)?.state;
  if (state !== undefined) spend(store, state.principalId, newestStep(epochSeconds));
}

function newestStep(epochSeconds: number): number {
  return totp.stepAt(epochSeconds) + totp.WINDOW_STEPS;
}

function spend(store: OfflineParts['store'], principalId: string, step: number): void {
  if (store.entryOf(principalId) === undefined) return;
  store.change(principalId, ({ lastStep }) => ({ lastStep: Math.max(lastStep, step) }));
}
