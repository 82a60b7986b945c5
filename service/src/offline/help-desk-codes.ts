import { timingSafeEqual } from 'node:crypto';

import { hashOfflineCode, normaliseBreakGlassCode } from '@gatehouse/protocol';
import type { CorrelationId, Kit, KitOfflineCodes } from '@gatehouse/protocol';

import { codeStateOf, lockEndOf, isSpent, withSpent } from './code-state.js';
import type { KitState } from './kit-state.js';
import type { OfflineParts } from './offline-parts.js';
import { Turns } from './turns.js';

/** What a code from the help desk came to. */
export type HelpDeskCodeCheck =
  | { outcome: 'right'; kit: Kit }
  /** `left` is how many more may be wrong before codes are locked. */
  | { outcome: 'wrong' | 'used'; left: number }
  /** Too many were wrong. */
  | { outcome: 'locked'; until: Date }
  /** The clock was set back. */
  | { outcome: 'clock' }
  /** There is no kit with codes any more. */
  | { outcome: 'no-kit' };

/**
 * Looks at the codes that the help desk reads out: break-glass codes whose hashes are in the kit. One stands for the factor
 * once, at this workstation, and never for the password.
 *
 * That a code is looked at is written down before (R34), and that it is spent before anybody may act on it (R37). So whoever reads
 * the state after a crash finds, in the order of the writes: nothing, when nothing was looked at; one attempt more, and the code
 * unspent, when it was looked at and nobody was let in; or the code spent, and possibly nobody let in: it is lost, and never good
 * twice. What the server is to hear stands in the same write.
 */
export class HelpDeskCodes {
  readonly #parts: Pick<OfflineParts, 'store' | 'time' | 'events'>;
  /** One at a time: each costs the memory of a slow hash, and two tiles must not find the same code unspent. */
  readonly #turns = new Turns();

  constructor(parts: Pick<OfflineParts, 'store' | 'time' | 'events'>) {
    this.#parts = parts;
  }

  /** Whether there is a code in this kit that could be right. */
  canAnswer({ offlineCodes }: Kit, state: KitState, now: Date): boolean {
    return offlineCodes?.codes.some((code) => this.#isOpen(code, state, now)) ?? false;
  }

  /** Until when no code is looked at. */
  lockedUntil(state: KitState, now: Date): Date | undefined {
    return lockEndOf(state, now);
  }

  /** @param code as typed */
  async check(
    principalId: string,
    code: string,
    correlationId: CorrelationId,
  ): Promise<HelpDeskCodeCheck> {
    return this.#turns.take(async () => this.#check(principalId, code, correlationId));
  }

  async #check(
    principalId: string,
    code: string,
    correlationId: CorrelationId,
  ): Promise<HelpDeskCodeCheck> {
    const { store, time } = this.#parts;
    const now = time.now();
    if (now === undefined) return { outcome: 'clock' };
    // As the disk has it: somebody may have copied an older one over it.
    const found = await store.load(principalId, correlationId);
    if ('missing' in found || found.kit.offlineCodes === undefined) return { outcome: 'no-kit' };
    const { offlineCodes, workstationId } = found.kit;
    const until = lockEndOf(found.state, now);
    if (until !== undefined) return { outcome: 'locked', until };
    const counted = store.change(principalId, (state) => ({
      offlineCodes: { ...codeStateOf(state), wrong: codeStateOf(state).wrong + 1 },
    }));
    const { wrong } = codeStateOf(counted);
    const typed = normaliseBreakGlassCode(code);
    // Crashes in the middle of looking must not give more attempts than the limit.
    const mayBe = wrong <= offlineCodes.wrongCodes && typed !== undefined;
    const { salt, cost } = offlineCodes;
    const hash = mayBe
      ? await hashOfflineCode(typed, { principalId, workstationId, salt, cost })
      : undefined;
    // From here on nothing waits. The kit may be gone by now, or be another one.
    const entry = store.entryOf(principalId);
    if (entry?.kit?.offlineCodes === undefined) return { outcome: 'no-kit' };
    const { kit, state } = entry;
    const named = hash && codeOf(entry.kit.offlineCodes, hash);
    if (named !== undefined && this.#isOpen(named, state, now)) {
      this.#spend(principalId, named, correlationId);
      return { outcome: 'right', kit };
    }
    return this.#reject(
      entry.kit.offlineCodes,
      { principalId, wrong, now, correlationId },
      {
        isUsed: named !== undefined && this.#isSpent(named.id, state),
      },
    );
  }

  /** Spent is written, and safe, before the event is queued: the state has it until it was told. */
  #spend(principalId: string, { id, expiresAt }: NamedCode, correlationId: CorrelationId): void {
    const { store, events } = this.#parts;
    const event = events.make({
      ...{ type: 'offline-code.used', principalId, correlationId, offlineCodeId: id },
    });
    store.change(principalId, (state) => ({
      offlineCodes: withSpent(state, { id, expiresAt, event }),
    }));
    events.add(event);
  }

  #reject(
    { wrongCodes, lockMinutes }: KitOfflineCodes,
    {
      principalId,
      wrong,
      now,
      correlationId,
    }: { principalId: string; wrong: number; now: Date; correlationId: CorrelationId },
    { isUsed }: { isUsed: boolean },
  ): HelpDeskCodeCheck {
    const { store, events } = this.#parts;
    if (wrong < wrongCodes) {
      return { outcome: isUsed ? 'used' : 'wrong', left: wrongCodes - wrong };
    }
    const until = new Date(now.getTime() + lockMinutes * 60_000);
    store.change(principalId, (state) => ({
      offlineCodes: { ...codeStateOf(state), wrong: 0, lockedUntil: until.toISOString() },
    }));
    events.record({ type: 'offline-code.locked', principalId, correlationId });
    return { outcome: 'locked', until };
  }

  #isOpen({ id, expiresAt }: NamedCode, state: KitState, now: Date): boolean {
    return Date.parse(expiresAt) > now.getTime() && !this.#isSpent(id, state);
  }

  /** The queue knows it as well, where the state had to begin anew. */
  #isSpent(id: NamedCode['id'], state: KitState): boolean {
    return isSpent(state, id) || this.#parts.events.names(id);
  }
}

type NamedCode = KitOfflineCodes['codes'][number];

function codeOf({ codes }: KitOfflineCodes, hash: Uint8Array): NamedCode | undefined {
  return codes.find((code) => {
    const known = Buffer.from(code.hash, 'base64url');
    return known.length === hash.length && timingSafeEqual(known, hash);
  });
}
