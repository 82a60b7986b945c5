import type { CurrentSession } from '@gatehouse/protocol';

/** Before the end (WCAG 2.2, 2.2.1 wants twenty seconds at the least). */
const IDLE_WARNING_MS = 60_000;
/** Nobody can put this end off: there is time to finish something. */
const ABSOLUTE_WARNING_MS = 5 * 60_000;
/** Near an end the server is asked again after so long, whichever tab asked before. */
const FRESH_MS = 10_000;

/** How long a session goes on, as the server said. All are milliseconds. */
export interface Reading {
  sessionId: string;
  /** By the server's clock: of two the later one holds, whichever tab has it. */
  takenAt: number;
  /** By this computer's clock, which all tabs have, and which goes on while the computer sleeps. */
  heardAt: number;
  /** What was left then of the time without a use. */
  idleLeft: number;
  /** What was left of the session whatever is done. */
  absoluteLeft: number;
}

export function readingOf({ session, now }: CurrentSession, heardAt: number): Reading {
  const takenAt = Date.parse(now);
  return {
    ...{ sessionId: session.id, takenAt, heardAt },
    idleLeft: Date.parse(session.idleExpiresAt) - takenAt,
    absoluteLeft: Date.parse(session.expiresAt) - takenAt,
  };
}

/** Answers overtake each other: what a tab read before somebody stayed does not take that back. */
export function laterOf(known: Reading, heard: Reading): Reading {
  return known.sessionId === heard.sessionId && known.takenAt > heard.takenAt ? known : heard;
}

/**
 * Of which end to warn: the one that comes first. Only by what the server said: what a tab reckons by itself does not know what
 * other tabs ask.
 */
export function warningOf({
  idleLeft,
  absoluteLeft,
}: Pick<Reading, 'idleLeft' | 'absoluteLeft'>): 'idle' | 'absolute' | undefined {
  const isIdle = idleLeft < IDLE_WARNING_MS;
  const isOld = absoluteLeft < ABSOLUTE_WARNING_MS;
  if (isIdle && isOld) return idleLeft < absoluteLeft ? 'idle' : 'absolute';
  if (isIdle) return 'idle';
  return isOld ? 'absolute' : undefined;
}

/** Whether an end is so near that the server is asked whether it is still there. */
export function wantsLook(
  { heardAt, idleLeft, absoluteLeft }: Reading,
  /** By this computer's clock. */
  now: number,
): boolean {
  const gone = now - heardAt;
  // The clock was set back: nobody knows how long ago that was.
  if (gone < 0) return true;
  const isOver = gone >= Math.min(idleLeft, absoluteLeft);
  const warning = warningOf({ idleLeft: idleLeft - gone, absoluteLeft: absoluteLeft - gone });
  return isOver || (warning !== undefined && gone >= FRESH_MS);
}
