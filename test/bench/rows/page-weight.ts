import { PORTAL_PAGES } from '@gatehouse/protocol';
import type { Page } from 'playwright-core';

import { Visitors } from '../load/visitors.js';
import type { Measurement, Row } from '../row.js';

const BUDGET_KB = 250;
/** What comes this long after the last byte is no longer waited for by whoever looks at the page. */
const QUIET = 'networkidle';

export const pageWeight: Row = {
  name: 'page-weight',
  about:
    'what Chromium receives for a page, as it is sent, before anything is done there; nothing cached',
  async measure({ say }) {
    await using visitors = await Visitors.start();
    const measurement = (part: string, bytes: number): Measurement => ({
      ...{ part, value: bytes / 1000, unit: 'kB', budget: BUDGET_KB, limit: 'most' },
    });
    const signIn = await visitors.visit(false, (page) => received(page, '/'));
    let heaviest = 0;
    for (const address of PORTAL_PAGES) {
      const bytes = await visitors.visit(true, (page) => received(page, address));
      say(`${address}: ${Math.round(bytes / 1000)} kB`);
      heaviest = Math.max(heaviest, bytes);
    }
    return [measurement('sign-in', signIn), measurement('heaviest', heaviest)];
  },
};

/** @returns bytes over the line, headers included */
async function received(page: Page, address: string): Promise<number> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  let bytes = 0;
  devTools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(address, { waitUntil: QUIET });
  if (bytes === 0) throw new Error(`nothing came for ${address}`);
  return bytes;
}
