import { useEffect, useRef } from 'react';

import { wantsLook } from './session-end.js';
import type { Reading } from './session-end.js';

const TURN_MS = 5_000;

/** Asks the server, where an end of the session is near, whether it still is: other tabs put it off, and computers sleep. */
export function useEndWatch(reading: Reading, look: () => Promise<void>): void {
  const latest = useRef(reading);
  useEffect(() => {
    latest.current = reading;
  });
  useEffect(() => {
    let isLooking = false;
    const turn = () => {
      if (isLooking || !wantsLook(latest.current, Date.now())) return;
      isLooking = true;
      void look().finally(() => {
        isLooking = false;
      });
    };
    const timer = setInterval(turn, TURN_MS);
    // Tabs that nobody sees have slow timers.
    document.addEventListener('visibilitychange', turn);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', turn);
    };
  }, [look]);
}
