import { timingSafeEqual } from 'node:crypto';

import { hashOfflineCode, normaliseBreakGlassCode } from '@gatehouse/protocol';
import type { CorrelationId, Kit, KitOfflineCodes } from '@gatehouse/protocol';

import { codeStateOf, lockEndOf, isSpent, withSpent } from './code-state.js';
import type { KitState } from './kit-state.js';
import type { OfflineParts } from './offline-parts.js';
import { Turns } from './turns.js';

/** With as many codes left somebody in need can be helped once more at most. */
const LOW = 1;

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
  readonly #parts: Pick<OfflineParts, 'store' | 'time' | 'events' | 'logger'>;
  /** One at a time: each costs the memory of a slow hash, and two tiles must not find the same code unspent. */
  readonly #turns = new Turns();

  constructor(parts: Pick<OfflineParts, 'store' | 'time' | 'events' | 'logger'>) {
    this.#parts = parts;
  }

  /** Whether there is a code in this kit that could be right. */
  canAnswer({ offlineCodes }: Kit, state: KitState, now: Date): boolean {
    return this.#openOnes(offlineCodes, state, now) > 0;
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
      this.#spend(kit, named, { now, correlationId });
      return { outcome: 'right', kit };
    }
    const isUsed = named !== undefined && this.#isSpent(named.id, state);
    const rejected = isUsed ? 'used' : 'wrong';
    return this.#reject(kit, entry.kit.offlineCodes, { rejected, wrong, now, correlationId });
  }

  /** Spent is written, and safe, before the event is queued: the state has it until it was told. */
  #spend(
    { principalId, account, offlineCodes }: Kit,
    { id, expiresAt }: NamedCode,
    { now, correlationId }: { now: Date; correlationId: CorrelationId },
  ): void {
    const { store, events, logger } = this.#parts;
    const event = events.make({
      ...{ type: 'offline-code.used', principalId, correlationId, offlineCodeId: id },
    });
    const state = store.change(principalId, (before) => ({
      offlineCodes: withSpent(before, { id, expiresAt, event }),
    }));
    events.add(event);
    const count = this.#openOnes(offlineCodes, state, now);
    const left = { correlationId, sid: account.sid, count };
    logger.warn('offline-code.used', left);
    if (count <= LOW) logger.warn('offline-code.low', left);
  }

  #reject(
    { principalId, account: { sid } }: Kit,
    { wrongCodes, lockMinutes }: KitOfflineCodes,
    { rejected, wrong, now, correlationId }: Rejection,
  ): HelpDeskCodeCheck {
    const { store, events, logger } = this.#parts;
    const left = Math.max(wrongCodes - wrong, 0);
    logger.warn('offline-code.refused', { correlationId, sid, code: rejected, count: left });
    if (left > 0) return { outcome: rejected, left };
    const until = new Date(now.getTime() + lockMinutes * 60_000);
    store.change(principalId, (state) => ({
      offlineCodes: { ...codeStateOf(state), wrong: 0, lockedUntil: until.toISOString() },
    }));
    events.record({ type: 'offline-code.locked', principalId, correlationId });
    logger.warn('offline-code.locked', { correlationId, sid, seconds: lockMinutes * 60 });
    return { outcome: 'locked', until };
  }

  #openOnes(offlineCodes: KitOfflineCodes | undefined, state: KitState, now: Date): number {
    return offlineCodes?.codes.filter((code) => this.#isOpen(code, state, now)).length ?? 0;
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

interface Rejection {
  rejected: 'wrong' | 'used';
  /** With this one. */
  wrong: number;
  now: Date;
  correlationId: CorrelationId;
}

function codeOf({ codes }: KitOfflineCodes, hash: Uint8Array): NamedCode | undefined {
  return codes.find((code) => {
    const known = Buffer.from(code.hash, 'base64url');
    return known.length === hash.length && timingSafeEqual(known, hash);
  });
}
