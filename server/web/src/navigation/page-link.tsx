import { Anchor } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';

import { goTo } from './location.js';
import type { Page } from './location.js';

/** A real link, so that it opens in a new tab where somebody wants that. */
export function PageLink({
  to,
  current = false,
  children,
}: {
  to: Page;
  current?: boolean;
  children: ReactNode;
}) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <Anchor href={to} onClick={follow} {...(current && { 'aria-current': 'page' as const })}>
      {children}
    </Anchor>
  );
}
