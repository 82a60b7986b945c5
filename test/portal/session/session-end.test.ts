import { describe, expect, it } from '@jest/globals';

import type { SessionView } from '../../../protocol/src/index.js';
import {
  laterOf,
  readingOf,
  wantsLook,
  warningOf,
} from '../../../server/web/src/session/session-end.js';
import type { Reading } from '../../../server/web/src/session/session-end.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HEARD_AT = 5_000_000;

const reading = (idleLeft: number, absoluteLeft: number, more: Partial<Reading> = {}): Reading => ({
  ...{ sessionId: 'ses_1', takenAt: 1_000_000, heardAt: HEARD_AT },
  ...{ idleLeft, absoluteLeft },
  ...more,
});

describe('what is left of a session', () => {
  it('goes by the clock of the server, wherever the clock of the computer is', () => {
    const session = {
      id: 'ses_1',
      idleExpiresAt: '2026-11-27T10:20:00.000Z',
      expiresAt: '2026-11-27T18:00:00.000Z',
    } as SessionView;
    const read = readingOf({ session, now: '2026-11-27T10:05:00.000Z' }, HEARD_AT);
    expect(read).toEqual({
      ...{ sessionId: 'ses_1', takenAt: Date.parse('2026-11-27T10:05:00.000Z') },
      ...{ heardAt: HEARD_AT, idleLeft: 15 * MINUTE, absoluteLeft: 475 * MINUTE },
    });
  });

  it('is what the server said last, and another session has nothing to do with it', () => {
    const known = reading(MINUTE, 60 * MINUTE, { takenAt: 2_000_000 });
    const overtaken = reading(2 * MINUTE, 61 * MINUTE, { takenAt: 1_999_999 });
    expect(laterOf(known, overtaken)).toBe(known);
    expect(laterOf(overtaken, known)).toBe(known);
    const other = reading(MINUTE, MINUTE, { sessionId: 'ses_2', takenAt: 0 });
    expect(laterOf(known, other)).toBe(other);
  });
});

describe('a warning', () => {
  it.each([
    ['of none while both ends are far', 2 * MINUTE, 6 * MINUTE, undefined],
    ['of idleness in the last minute', MINUTE - 1, 60 * MINUTE, 'idle'],
    ['of none a whole minute before', MINUTE, 60 * MINUTE, undefined],
    ['of the absolute end in its last five minutes', 20 * MINUTE, 5 * MINUTE - 1, 'absolute'],
    ['of the absolute end while idleness is not due yet', 2 * MINUTE, 4 * MINUTE, 'absolute'],
    ['of idleness where that comes first', 30 * SECOND, 40 * SECOND, 'idle'],
    ['of the absolute end where that comes first', 40 * SECOND, 30 * SECOND, 'absolute'],
  ])('is %s', (_what, idleLeft, absoluteLeft, expected) => {
    expect(warningOf({ idleLeft, absoluteLeft })).toBe(expected);
  });
});

describe('the server is asked', () => {
  const far = reading(20 * MINUTE, 600 * MINUTE);
  it.each([
    ['not while the ends are far', far, 18 * MINUTE, false],
    ['when by the reckoning of the tab one is near', far, 19 * MINUTE + 1, true],
    ['when one is past', far, 21 * MINUTE, true],
    ['when the computer slept for hours', far, 900 * MINUTE, true],
    ['when the clock was set back', far, -1, true],
    ['not twice within seconds', reading(30 * SECOND, 600 * MINUTE), 9 * SECOND, false],
    ['again after ten', reading(30 * SECOND, 600 * MINUTE), 10 * SECOND, true],
    ['at once at the end', reading(5 * SECOND, 600 * MINUTE), 5 * SECOND, true],
  ])('%s', (_what, read, gone, expected) => {
    expect(wantsLook(read, HEARD_AT + gone)).toBe(expected);
  });
});
