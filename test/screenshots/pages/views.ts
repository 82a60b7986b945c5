import type { BrowserContextOptions } from 'playwright-core';

/** How people look at the pages. */
export const VIEWS: Record<string, { title: string; options: BrowserContextOptions }> = {
  light: {
    title: 'Desktop',
    options: { colorScheme: 'light', viewport: { width: 1024, height: 720 } },
  },
  dark: {
    title: 'Desktop, dark',
    options: { colorScheme: 'dark', viewport: { width: 1024, height: 720 } },
  },
  phone: {
    title: 'Phone',
    options: { colorScheme: 'light', viewport: { width: 360, height: 720 } },
  },
  'phone-dark': {
    title: 'Phone, dark',
    options: { colorScheme: 'dark', viewport: { width: 360, height: 720 } },
  },
};

/** A picture that is larger does not belong into a repository. */
export const MAX_BYTES = 120_000;

export function imageOf(shot: string, view: string): string {
  return `page-${shot}-${view}.webp`;
}
