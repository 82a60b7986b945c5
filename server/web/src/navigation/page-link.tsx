import { Anchor } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';

import { addressOf, goTo } from './location.js';
import type { Page } from './location.js';

/** A real link, so that it opens in a new tab where somebody wants that. */
export function PageLink({
  to,
  query,
  current = false,
  children,
}: {
  to: Page;
  query?: Record<string, string | undefined>;
  /** The page that is shown, or the area that it is in. */
  current?: boolean | 'area';
  children: ReactNode;
}) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    goTo(to, { ...(query && { query }) });
  };
  return (
    <Anchor
      href={addressOf(to, query)}
      onClick={follow}
      {...(current !== false && {
        'aria-current': current === 'area' ? ('true' as const) : ('page' as const),
      })}
    >
      {children}
    </Anchor>
  );
}
