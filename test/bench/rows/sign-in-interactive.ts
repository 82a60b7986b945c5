import { median } from '../../support/statistics.js';
import { Visitors } from '../load/visitors.js';
import type { Row } from '../row.js';

const VISITS = 9;

export const signInInteractive: Row = {
  name: 'sign-in-interactive',
  about: 'from an address to a sign-in whose first field has the focus, nothing cached',
  async measure({ say }) {
    await using visitors = await Visitors.start();
    say(`${VISITS} people who have never been there`);
    const times: number[] = [];
    for (let visit = 0; visit < VISITS; visit++) {
      const time = await visitors.visit(false, async (page) => {
        const begin = performance.now();
        await page.goto('/', { waitUntil: 'commit' });
        await page.locator('input[autocomplete=username]:focus').waitFor();
        return performance.now() - begin;
      });
      times.push(time);
    }
    return [{ value: median(times), unit: 'ms', budget: 1_000, limit: 'most' }];
  },
};
