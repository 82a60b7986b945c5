import { Account, OfflineEvent, PasswordGeneration, PrincipalId } from '@gatehouse/protocol';
import { z } from 'zod';

import { CodeState, untoldOf, withTold } from './code-state.js';
import { namesOf } from './kit-names.js';
import type { NamedAccount } from './kit-names.js';
import { MaskedSeed } from './masked-seed.js';

/** Why a kit is no longer there although it was. */
export const KitGone = z.discriminatedUnion('why', [
  z.strictObject({ why: z.literal('expired') }),
  z.strictObject({
    why: z.literal('destroyed'),
    /** What the server is told; sent again until it took it. */
    event: OfflineEvent,
    told: z.boolean(),
  }),
]);
export type KitGone = z.infer<typeof KitGone>;

/** What changes while a kit stays the same, and what is left of it when it is gone. */
export const KitState = z.strictObject({
  version: z.literal(1),
  principalId: PrincipalId,
  /** Grows by one with every write; the second store has the same number. */
  sequence: z.int().min(1),
  account: Account,
  userPrincipalName: z.string().max(1024).optional(),
  /** The newest kit that was ever here: an older one was copied back. */
  serial: z.int().min(0),
  /** Sets of answers that were evaluated since the last right one. */
  attempts: z.int().min(0),
  /** Codes that were evaluated since the last right one. */
  wrongCodes: z.int().min(0),
  /** The last step of the authenticator that was spent, here or at the server. */
  lastStep: z.int().min(0),
  /** The newest password that Windows accepted here. */
  accepted: PasswordGeneration.optional(),
  /** The authenticator's seed, under the password that Windows accepted and under the newest. */
  seeds: z.array(MaskedSeed).max(2),
  /** What became of the codes from the help desk; absent where none was ever looked at. */
  offlineCodes: CodeState.optional(),
  gone: KitGone.optional(),
});
export type KitState = z.infer<typeof KitState>;

/** A state in which nothing has happened yet. @param sequence what the second store has */
export function blankState(principalId: string, names: NamedAccount, sequence: number): KitState {
  return {
    version: 1,
    principalId,
    sequence,
    ...namesOf(names),
    serial: 0,
    attempts: 0,
    wrongCodes: 0,
    lastStep: 0,
    seeds: [],
  };
}

/** What the server is to hear, and was not told yet. */
export function untoldEvents(state: KitState): OfflineEvent[] {
  const { gone } = state;
  const ofKit = gone?.why === 'destroyed' && !gone.told ? [gone.event] : [];
  return [...ofKit, ...untoldOf(state)];
}

/** What changes when the server was told of the events with these ids; undefined for nothing. */
export function afterTelling(
  state: KitState,
  told: ReadonlySet<string>,
): Partial<KitState> | undefined {
  const { gone } = state;
  const isGoneTold = gone?.why === 'destroyed' && !gone.told && told.has(gone.event.id);
  const offlineCodes = withTold(state, told);
  if (!isGoneTold && offlineCodes === undefined) return undefined;
  return {
    ...(isGoneTold ? { gone: { ...gone, told: true } } : {}),
    ...(offlineCodes === undefined ? {} : { offlineCodes }),
  };
}
