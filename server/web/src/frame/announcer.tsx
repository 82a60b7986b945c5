import { createContext, use, useCallback, useRef } from 'react';
import type { ReactNode } from 'react';

type Announce = (text: string) => void;

const AnnouncerContext = createContext<Announce>(() => undefined);

/**
 * One live region for the whole page. It is there before it says anything: regions that come together with their text are
 * read out by some screen readers only.
 */
export function Announcer({ children }: { children: ReactNode }) {
  const region = useRef<HTMLDivElement>(null);
  const announce = useCallback((text: string) => {
    if (region.current === null) return;
    // The same text again is a change as well.
    region.current.textContent = region.current.textContent === text ? `${text}\u00a0` : text;
  }, []);
  return (
    <AnnouncerContext value={announce}>
      {children}
      <div ref={region} className="visually-hidden" role="status" aria-live="polite" />
    </AnnouncerContext>
  );
}

export function useAnnounce(): Announce {
  return use(AnnouncerContext);
}
