import { pathOf } from '@gatehouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { Inspection, VIEWS } from '../support/accessibility.js';
import type { Walk } from '../support/accessibility.js';
import { PortalScene } from '../support/portal-scene.js';

jest.setTimeout(300_000);

const POLICY_PAGES: Walk[] = [
  { address: '/administration', shown: '.sections' },
  { address: '/administration/policies', shown: '.rows li' },
  {
    address: '/administration/policies?policy=staff',
    shown: '.setting-group',
    async then(page, look) {
      const submit = page.locator('main button[type=submit]');
      const rows = page.locator('.setting');
      await page.locator('input[type=search]').fill('desktop.');
      // What the server said of it is there.
      await page.locator('.setting-departs').first().waitFor();
      await look('settings, found');
      for (const setting of ['desktop.exclusions', 'desktop.kitDays', 'logon.desktop.methods']) {
        await page.locator(`.setting[aria-label="${setting}"] > button`).click();
      }
      await page.locator('.setting[aria-label="desktop.exclusions"] fieldset > button').click();
      await page.locator('.setting[aria-label="desktop.kitDays"] input').fill('x');
      await submit.click();
      await look('settings, wrong values');
      await page.locator('.setting[aria-label="desktop.exclusions"] > button').click();
      await page.locator('.setting[aria-label="desktop.kitDays"] input').fill('9');
      await page.locator('input[type=search]').fill('');
      await rows.first().waitFor({ state: 'hidden' });
      await submit.click();
      await page.locator('table').nth(2).waitFor();
      await look('review');
      await page.goBack();
      await page.locator('main button[type=button]').last().click();
      await page.locator('dialog').waitFor();
      await look('retire, a question');
    },
  },
  { address: '/administration/policies?policy=staff&view=versions&from=1&to=2', shown: 'table' },
  { address: '/administration/policies?view=explain&person=reader', shown: 'table' },
  { address: '/administration/policies?view=exchange', shown: 'input[type=file]' },
];

const AUDIT_PAGES: Walk[] = [
  {
    address: '/administration/audit',
    shown: '.event',
    async then(page, look) {
      await page.locator('.event summary').first().click();
      await look('an event in full');
    },
  },
  { address: '/administration/audit?outcome=maybe', shown: '.message' },
  {
    address: '/administration/audit?view=charts',
    shown: 'svg.columns',
    async then(page, look) {
      for (const summary of await page.locator('figure summary').all()) await summary.click();
      await look('charts as tables');
    },
  },
  {
    address: '/administration/audit?view=export',
    shown: 'main .card button',
    async then(page, look) {
      await page.locator('main .card button').click();
      await page.locator('a[download]').waitFor();
      await look('a file to download');
    },
  },
];

const PAGES: Walk[] = [...POLICY_PAGES, ...AUDIT_PAGES];

let scene: PortalScene;

beforeAll(async () => {
  const names = Object.keys(VIEWS);
  scene = await PortalScene.start([...names, 'reader'], [], {
    lockout: { strikes: 50, sourceStrikes: 50 },
    logon: { web: { require: 'second-factor', methods: ['totp'], concurrentSessions: 9 } },
    // Departures from the profile nist are to be seen.
    desktop: { mode: 'observe' },
  });
  for (const name of names) {
    await scene.web.nodes[0].administer('POST', pathOf('assignRole'), {
      ...{ role: 'administrator', subject: { kind: 'user', name: `CORP\\${name}` } },
    });
  }
  for (const digits of [7, 8]) {
    await scene.web.applyPolicy('staff', { users: ['CORP\\reader'] }, { otp: { digits } });
  }
}, 300_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);
afterEach(async () => expect(await scene.leave()).toEqual([]));

describe('axe finds nothing in administration, and nothing sticks out', () => {
  it.each(Object.keys(VIEWS))('%s', async (name) => {
    const page = await scene.visit('/administration', VIEWS[name]);
    const inspection = new Inspection(page);
    await scene.signInByFields(name, page);
    // What reports look at ends before this moment.
    scene.web.clock.advance({ seconds: 30 });
    await inspection.walk(PAGES);
    expect(inspection.found).toEqual([]);
  });
});
