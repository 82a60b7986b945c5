import type { administration } from '@gatehouse/protocol';
import { useCallback, useEffect, useState } from 'react';

import { call } from '../api/call.js';
import type { Failure } from '../api/failure.js';
import { failureOf } from '../frame/use-action.js';
import { useSession } from '../session/session.js';

const LOOK_MS = 5_000;
/** Looking counts as a use of the session: a page that is forgotten must not keep one open for ever. */
const MOST_MS = 30 * 60_000;

/** What a workstation let through: of an observing one Windows decides, and the way there works all the same. */
const WORKS: ReadonlySet<string> = new Set(['logon.granted', 'logon.observed']);
const TOLD: ReadonlySet<string> = new Set([
  ...WORKS,
  'logon.denied',
  'challenge.issued',
  'enrollment.demanded',
]);

export interface FirstLogon {
  /** Those that joined and are not revoked; undefined until it is known. */
  workstations: readonly administration.Workstation[] | undefined;
  /** Logons at workstations, the newest first. */
  events: readonly administration.AuditEvent[];
  /** One that worked. */
  logon: administration.AuditEvent | undefined;
  failure: Failure | undefined;
  /** It looks no more by itself. */
  isPaused: boolean;
  again: () => void;
}

/**
 * Looks whether a workstation has joined and somebody has logged on there, every few seconds, while the page is seen and
 * neither has come.
 */
export function useFirstLogon(): FirstLogon {
  const { intercept } = useSession();
  const [seen, setSeen] = useState<Pick<FirstLogon, 'workstations' | 'events'>>({
    workstations: undefined,
    events: [],
  });
  const [failure, setFailure] = useState<Failure>();
  const [isPaused, setPaused] = useState(false);
  const logon = seen.events.find(({ type, outcome }) => WORKS.has(type) && outcome !== 'failure');

  const look = useCallback(async () => {
    try {
      const [{ workstations }, { events }] = await Promise.all([
        call('listWorkstations'),
        call('searchAuditEvents', { query: { door: 'desktop', limit: '50' } }),
      ]);
      setFailure(undefined);
      setSeen({
        workstations: workstations.filter(({ revokedAt }) => revokedAt === undefined),
        events: events.filter(({ type }) => TOLD.has(type)),
      });
    } catch (error) {
      const found = failureOf(error);
      if (!intercept(found)) setFailure(found);
    }
  }, [intercept]);

  const isOver = logon !== undefined;
  useEffect(() => {
    if (isPaused || isOver) return;
    const begunMs = performance.now();
    let isLooking = false;
    const turn = () => {
      if (performance.now() - begunMs > MOST_MS) {
        setPaused(true);
        return;
      }
      if (document.hidden || isLooking) return;
      isLooking = true;
      void look().finally(() => {
        isLooking = false;
      });
    };
    turn();
    const timer = setInterval(turn, LOOK_MS);
    return () => clearInterval(timer);
  }, [look, isPaused, isOver]);

  return { ...seen, logon, failure, isPaused, again: () => setPaused(false) };
}
