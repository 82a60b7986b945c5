import { totp } from '@gatehouse/protocol';
import type { CorrelationId, Kit } from '@gatehouse/protocol';

import type { OfflineParts } from './offline-parts.js';

export type CodeCheck =
  | { outcome: 'right' }
  /** `left` is how many more may be wrong; undefined where the kit is never destroyed. */
  | { outcome: 'wrong' | 'used'; left: number | undefined }
  | { outcome: 'destroyed' }
  /** The clock was set back. */
  | { outcome: 'clock' };

/**
 * Looks at a code. That it is looked at is written down before, and that its step is spent before anybody may act on it
 * (R34, R37). Nothing here waits, so no two codes are looked at at once.
 *
 * @param seeds what the password unmasked: the right one is among them if the password was right
 */
export function checkCode(
  { store, time, clock }: Pick<OfflineParts, 'store' | 'time' | 'clock'>,
  { kit, seeds, code }: { kit: Kit; seeds: readonly Uint8Array[]; code: string },
  correlationId: CorrelationId,
): CodeCheck {
  if (time.now() === undefined) return { outcome: 'clock' };
  const { principalId } = kit;
  const limit = kit.logon.wrongCodes === 0 ? undefined : kit.logon.wrongCodes;
  const { wrongCodes, lastStep } = store.change(principalId, (state) => ({
    wrongCodes: state.wrongCodes + 1,
  }));
  const isOver = limit !== undefined && wrongCodes > limit;
  const epochSeconds = clock.now().getTime() / 1000;
  const steps = isOver ? [] : seeds.map((seed) => totp.matchStep(seed, code, epochSeconds));
  const step = steps.find((found) => found !== undefined);
  if (step !== undefined && step > lastStep) {
    store.change(principalId, () => ({ lastStep: step, wrongCodes: 0 }));
    return { outcome: 'right' };
  }
  if (limit !== undefined && wrongCodes >= limit) {
    store.destroy(principalId, 'wrong-codes', correlationId);
    return { outcome: 'destroyed' };
  }
  const left = limit === undefined ? undefined : limit - wrongCodes;
  return { outcome: step === undefined ? 'wrong' : 'used', left };
}
