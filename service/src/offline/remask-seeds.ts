import type { MaskCost, MaskedSeed } from './masked-seed.js';
import { maskSeed, unmaskSeeds } from './masked-seed.js';
import type { NewPassword } from './offline-authority.js';
import type { OfflineParts } from './offline-parts.js';

/** More than anything else writes seeds of one person while it masks some. */
const MAX_ROUNDS = 4;

/**
 * Puts the seeds of somebody under a new password: what the old one masked is of no use to anybody any more, and every
 * right code would count as a wrong one. A seed under another password than the old comes out as another, as it would
 * have at a logon.
 */
export async function remaskSeeds(
  { store, random }: Pick<OfflineParts, 'store' | 'random'>,
  { sid, oldPassword, newPassword }: NewPassword,
  cost: MaskCost,
): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const state = store.find({ sid, name: '' })?.state;
    if (state === undefined || state.seeds.length === 0) return;
    const { principalId, seeds } = state;
    const before = JSON.stringify(seeds);
    const unmasked = await unmaskSeeds(seeds, oldPassword);
    const masked: MaskedSeed[] = [];
    try {
      for (const [index, { credentialId }] of seeds.entries()) {
        const seed = unmasked[index] ?? new Uint8Array();
        // What the directory calls the new password is not known here.
        const options = { credentialId, generation: undefined, cost, random };
        masked.push(await maskSeed(seed, newPassword, options));
      }
    } finally {
      for (const seed of unmasked) seed.fill(0);
    }
    const now = store.entryOf(principalId)?.state.seeds ?? [];
    // Those that were fetched or dropped meanwhile are looked at anew.
    if (JSON.stringify(now) !== before) continue;
    store.change(principalId, () => ({ seeds: masked }));
    return;
  }
}
