import { PORTAL_PAGES } from '@gatehouse/protocol/browser';
import { useSyncExternalStore } from 'react';

export type Page = (typeof PORTAL_PAGES)[number];

const MOVED = 'gatehouse:moved';

/** The page that the address names; the first one for addresses that are none. */
export function usePage(): Page {
  return useSyncExternalStore(subscribe, currentPage);
}

export function goTo(page: Page, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', page);
  else history.pushState(null, '', page);
  dispatchEvent(new Event(MOVED));
}

function subscribe(changed: () => void): () => void {
  addEventListener('popstate', changed);
  addEventListener(MOVED, changed);
  return () => {
    removeEventListener('popstate', changed);
    removeEventListener(MOVED, changed);
  };
}

function currentPage(): Page {
  return PORTAL_PAGES.find((page) => page === location.pathname) ?? '/';
}
