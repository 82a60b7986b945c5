import { useEffect, useRef } from 'react';

const EVERY_MS = 5_000;
/** Waiting must not keep the session of somebody who has left: after this long without a key or a pointer, nothing is asked. */
const PRESENT_MS = 5 * 60_000;

/** Asks again and again while somebody is there and looks. */
export function usePoll(isWaiting: boolean, ask: () => void): void {
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    if (!isWaiting) return;
    let seenAtMs = performance.now();
    const see = () => {
      seenAtMs = performance.now();
    };
    const timer = setInterval(() => {
      const isThere = performance.now() - seenAtMs < PRESENT_MS;
      if (isThere && document.visibilityState === 'visible') latest.current();
    }, EVERY_MS);
    latest.current();
    addEventListener('keydown', see);
    addEventListener('pointerdown', see);
    return () => {
      clearInterval(timer);
      removeEventListener('keydown', see);
      removeEventListener('pointerdown', see);
    };
  }, [isWaiting]);
}
