import { once } from 'node:events';

import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

import { BROWSER_HEADER } from '../../protocol/src/index.js';

/** What is sent to the open enrolment does not arrive before the line goes on. */
export async function slowLine(page: Page) {
  const going = new AbortController();
  const arrival = once(going.signal, 'abort');
  const line = {
    asked: 0,
    goOn() {
      going.abort();
    },
  };
  await page.route('**/enrollment', async (route) => {
    line.asked++;
    await arrival;
    await route.continue();
  });
  return line;
}

/** Sends something to the open enrolment as the page does; the page itself is not told. */
export async function unheard(page: Page, action: object): Promise<void> {
  const status = await page.evaluate(
    `(async () => {
       const { logonId } = JSON.parse(sessionStorage.getItem('gatehouse-sign-in')).value.step.verdict;
       const headers = { ${JSON.stringify(BROWSER_HEADER)}: '1', 'content-type': 'application/json' };
       const body = ${JSON.stringify(JSON.stringify(action))};
       const target = '/api/v1/web/sign-ins/' + logonId + '/enrollment';
       return (await fetch(target, { method: 'POST', headers, body })).status;
     })()`,
  );
  expect(status).toBe(200);
}
