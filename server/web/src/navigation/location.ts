import { PORTAL_PAGES } from '@gatehouse/protocol/browser';
import { useMemo, useSyncExternalStore } from 'react';

export type Page = (typeof PORTAL_PAGES)[number];

const MOVED = 'gatehouse:moved';

/** The page that the address names; the first one for addresses that are none. */
export function usePage(): Page {
  return useSyncExternalStore(subscribe, currentPage);
}

/** What follows `?` in the address: what a page shows, so that it can be reloaded, gone back to and passed on. */
export function useQuery(): URLSearchParams {
  const search = useSyncExternalStore(subscribe, () => location.search);
  return useMemo(() => new URLSearchParams(search), [search]);
}

/** @param query values that are empty or undefined are left out */
export function addressOf(page: Page, query: Record<string, string | undefined> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] =>
    Boolean(entry[1]),
  );
  return given.length === 0 ? page : `${page}?${String(new URLSearchParams(given))}`;
}

export function goTo(
  page: Page,
  {
    replace = false,
    query,
  }: { replace?: boolean; query?: Record<string, string | undefined> } = {},
): void {
  const address = addressOf(page, query);
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
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
