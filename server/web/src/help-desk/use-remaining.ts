import { useEffect, useRef, useState } from 'react';

const TICK_MS = 1_000;

/**
 * How long something is still good for.
 * @param endsAtMs by this browser's clock; undefined for nothing
 * @param onEnd called once when it is over
 * @returns whole minutes, rounded up: it changes seldom, so that it disturbs nobody
 */
export function useRemainingMinutes(endsAtMs: number | undefined, onEnd: () => void): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const ended = useRef(onEnd);
  useEffect(() => {
    ended.current = onEnd;
  });
  useEffect(() => {
    if (endsAtMs === undefined) return;
    const tick = setInterval(() => {
      setNowMs(Date.now());
      if (Date.now() < endsAtMs) return;
      clearInterval(tick);
      ended.current();
    }, TICK_MS);
    return () => clearInterval(tick);
  }, [endsAtMs]);
  return endsAtMs === undefined ? 0 : Math.max(0, Math.ceil((endsAtMs - nowMs) / 60_000));
}
