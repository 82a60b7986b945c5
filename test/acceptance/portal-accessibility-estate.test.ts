import { pathOf } from '@gatehouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';

import { Inspection, VIEWS } from '../support/accessibility.js';
import type { Walk } from '../support/accessibility.js';
import { FreshServer } from '../support/fresh-server.js';
import { PortalScene } from '../support/portal-scene.js';

jest.setTimeout(300_000);

const question = async (page: Page, look: (step: string) => Promise<void>) => {
  await page.locator('.rows button').first().click();
  await page.locator('dialog').waitFor();
  await look('a question');
  await page.keyboard.press('Escape');
};

const PAGES: Walk[] = [
  {
    address: '/administration/workstations',
    shown: '.rows li',
    async then(page, look) {
      await question(page, look);
      const submit = page.locator('main button[type=submit]');
      await page.locator('input[name=uses]').fill('0');
      await submit.click();
      await look('a wrong number');
      await page.locator('input[name=uses]').fill('1');
      await submit.click();
      await page.locator('.shown-once').first().waitFor();
      await look('a join token');
    },
  },
  {
    address: '/administration/messages?message=code&language=en',
    shown: 'textarea',
    async then(page, look) {
      const [, preview] = await page.locator('.card .buttons button').all();
      await preview!.click();
      await page.locator('.message-preview').waitFor();
      await look('a preview');
      await page.locator('textarea').fill('{{cdoe}}');
      await preview!.click();
      await page.locator('[id$=-error]').waitFor();
      await look('what is wrong with a message');
    },
  },
  {
    address: '/administration/directories',
    shown: '.rows li',
    async then(page, look) {
      await page.locator('.rows button').first().click();
      await page.locator('.rules li').first().waitFor();
      await look('a test');
    },
  },
  {
    address: '/administration/keys',
    shown: '.rows li button',
    async then(page, look) {
      await page.getByText('server-keys').waitFor();
      await look('keys, roles and jobs');
      await question(page, look);
      const submit = page.locator('main button[type=submit]');
      for (const each of await submit.all()) await each.click();
      await look('nothing typed');
      await page.locator('input[maxlength="100"]').fill('a key');
      await submit.first().click();
      await page.locator('.shown-once').waitFor();
      await look('a key that is made');
    },
  },
  {
    address: '/first-run?step=directory',
    shown: '.rows li',
  },
  { address: '/first-run?step=workstation', shown: 'input[name=uses]' },
  { address: '/first-run?step=logon', shown: '.rules li' },
];

let scene: PortalScene;

beforeAll(async () => {
  const names = Object.keys(VIEWS);
  scene = await PortalScene.start(names, [], {
    lockout: { strikes: 50, sourceStrikes: 50 },
    logon: { web: { require: 'second-factor', methods: ['totp'], concurrentSessions: 9 } },
  });
  const [node] = scene.web.nodes;
  for (const name of names) {
    await node.administer('POST', pathOf('assignRole'), {
      ...{ role: 'administrator', subject: { kind: 'user', name: `CORP\\${name}` } },
    });
  }
  await node.administer('POST', pathOf('createApiKey'), { label: 'ci', roles: ['auditor'] });
  await scene.web.gatehouse.join();
}, 300_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);
afterEach(async () => expect(await scene.leave()).toEqual([]));

describe('axe finds nothing in administration, and nothing sticks out', () => {
  it.each(Object.keys(VIEWS))('%s', async (name) => {
    const page = await scene.visit('/administration/workstations', VIEWS[name]);
    const inspection = new Inspection(page);
    await scene.signInByFields(name, page);
    await inspection.walk(PAGES);
    expect(inspection.found).toEqual([]);
  });
});

describe('axe finds nothing in the first run before a sign-in', () => {
  it('on a small screen, at a server that nobody administers yet', async () => {
    // A server of its own: at the other one somebody is administrator.
    await using fresh = await FreshServer.start();
    const inspection = new Inspection(fresh.page);
    await inspection.look('code');
    const submit = fresh.page.locator('main button[type=submit]');
    await submit.click();
    await inspection.look('code, nothing typed');
    await fresh.page.locator('.code-input').fill(fresh.code);
    await submit.click();
    await fresh.page.locator('input[name=name]').waitFor();
    await inspection.look('administrator');
    await fresh.page.locator('input[name=name]').fill('ada');
    await fresh.page.locator('input[name=password]').fill('ada');
    await fresh.page.locator('input[name=repeat]').fill('ada');
    await submit.click();
    await fresh.page.locator('.rules li[data-state=broken]').first().waitFor();
    await inspection.look('administrator, a weak password');
    expect(inspection.found).toEqual([]);
    expect(fresh.complaints).toEqual([]);
  });
});
