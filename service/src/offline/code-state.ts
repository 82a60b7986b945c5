import { MAX_KIT_CODES, OfflineCodeId, OfflineEvent } from '@gatehouse/protocol';
import { z } from 'zod';

const Instant = z.iso.datetime();

/** More than a kit names, and those of the kits before it that are not over. */
const MAX_SPENT = 4 * MAX_KIT_CODES;

/** A code that stood for the factor: it never does again. */
const SpentCode = z.strictObject({
  id: OfflineCodeId,
  /** After this it need not be remembered. */
  expiresAt: Instant,
  /** What the server is told; sent again until it took it. */
  event: OfflineEvent.optional(),
});
type SpentCode = z.infer<typeof SpentCode>;

/** What became of the codes from the help desk. */
export const CodeState = z.strictObject({
  /** Codes that were looked at since the last right one, or the last lock. */
  wrong: z.int().min(0),
  lockedUntil: Instant.optional(),
  spent: z.array(SpentCode).max(MAX_SPENT),
});
export type CodeState = z.infer<typeof CodeState>;

interface WithCodes {
  offlineCodes?: CodeState | undefined;
}

export function codeStateOf({ offlineCodes }: WithCodes): CodeState {
  return offlineCodes ?? { wrong: 0, spent: [] };
}

/** Until when no code is looked at; undefined where one is. */
export function lockEndOf(state: WithCodes, now: Date): Date | undefined {
  const { lockedUntil } = codeStateOf(state);
  const until = lockedUntil === undefined ? undefined : new Date(lockedUntil);
  return until !== undefined && until > now ? until : undefined;
}

export function isSpent(state: WithCodes, id: OfflineCodeId): boolean {
  return codeStateOf(state).spent.some((code) => code.id === id);
}

/** A code is spent, and the count begins anew. What is over by the same clock is forgotten, once the server was told. */
export function withSpent(state: WithCodes, code: SpentCode & { event: OfflineEvent }): CodeState {
  const kept = codeStateOf(state).spent.filter(
    ({ expiresAt, event }) => event !== undefined || expiresAt > code.event.at,
  );
  return { wrong: 0, spent: [...kept, code].slice(-MAX_SPENT) };
}

/** Whoever was granted a logon by the server has proven who they are: the count begins anew. */
export function unlocked(state: WithCodes): { offlineCodes?: CodeState } {
  const { offlineCodes } = state;
  return offlineCodes === undefined
    ? {}
    : { offlineCodes: { wrong: 0, spent: offlineCodes.spent } };
}

/** What the server has not been told. */
export function untoldOf(state: WithCodes): OfflineEvent[] {
  return codeStateOf(state).spent.flatMap(({ event }) => event ?? []);
}

/** @returns undefined where none of these is of a code here */
export function withTold(state: WithCodes, told: ReadonlySet<string>): CodeState | undefined {
  const codes = codeStateOf(state);
  if (!untoldOf(state).some(({ id }) => told.has(id))) return undefined;
  const spent = codes.spent.map(({ event, ...code }) =>
    event === undefined || told.has(event.id) ? code : { ...code, event },
  );
  return { ...codes, spent };
}
