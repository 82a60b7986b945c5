import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';

import { Inspection, VIEWS } from '../support/accessibility.js';
import { PortalScene, heading, isFocused, says } from '../support/portal-scene.js';
import { PASSWORD } from '../support/web-scene.js';

jest.setTimeout(300_000);

let scene: PortalScene;

beforeAll(async () => {
  // Each who looks has an authenticator of their own.
  const names = Object.keys(VIEWS);
  scene = await PortalScene.start(
    [...names, 'keys'],
    names.map((name) => `${name}-new`),
    {
      lockout: { strikes: 50, sourceStrikes: 50 },
      logon: {
        web: { require: 'second-factor', methods: ['totp', 'email'], concurrentSessions: 9 },
      },
      selfService: { reset: 'otp', unlock: 'otp' },
    },
    { GATEHOUSE_HELP_DESK: 'extension 4711' },
  );
  await scene.web.applyPolicy(
    'newcomers',
    { users: names.map((name) => `CORP\\${name}-new`) },
    {
      logon: { web: { methods: ['totp'] } },
      enrollment: {
        ...{ required: ['totp'], postponements: 0, idleDays: 3650, firstProof: 'password' },
      },
    },
  );
}, 300_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);
afterEach(async () => expect(await scene.leave()).toEqual([]));

/** Buttons and fields by what they are, not by their words: they differ in each language. */
async function walk(page: Page, name: string): Promise<unknown[]> {
  const inspection = new Inspection(page);
  const look = (step: string) => inspection.look(step);
  const submit = () => page.locator('main button[type=submit]').click();
  const user = page.locator('input[autocomplete=username]');
  const password = page.locator('input[autocomplete=current-password]');
  const code = page.locator('input[autocomplete=one-time-code]');
  const message = page.locator('.message');

  await look('sign-in');
  await submit();
  await look('sign-in, nothing typed');
  await user.fill(name);
  await password.fill('not the password');
  await submit();
  await message.waitFor();
  await look('sign-in, refused');
  await password.fill(PASSWORD);
  await submit();
  await code.waitFor();
  await look('code');
  await code.fill(scene.web.wrongCode(name));
  await submit();
  await message.waitFor();
  await look('code, refused');
  await code.fill(scene.web.nextCode(name));
  await submit();
  const rows = page.locator('.rows li');
  await rows.first().waitFor();
  await look('factors');
  await rows.first().locator('button').click();
  await page.locator('dialog').waitFor();
  await look('factors, a question');
  await page.keyboard.press('Escape');
  const add = page.locator('.card > * button:not(.rows button)');
  for (const [step, button, shown] of [
    ['authenticator', add.first(), '.qr-code'],
    ['address', add.nth(1), 'input[type=email]'],
    ['answers', add.last(), '.question'],
    ['recovery codes', add.nth(2), '.shown-once'],
  ] as const) {
    await page.goto('/account');
    await rows.first().waitFor();
    await button.click();
    await page.locator(shown).first().waitFor();
    await look(step);
  }
  await page.goto('/account/password');
  const fresh = page.locator('input[data-fresh]');
  await page.locator('.rules li').first().waitFor();
  await fresh.fill('short');
  await page.locator('.rules li[data-state=broken]').first().waitFor();
  await look('password');
  await page.goto('/account/activity');
  await rows.first().waitFor();
  await look('activity');
  scene.web.clock.advance({ minutes: 11 });
  await page.goto('/account');
  await rows.first().waitFor();
  await add.first().click();
  await page.locator('dialog').waitFor();
  await look('proof');
  return inspection.found;
}

/** What people see who are not signed in. */
async function walkOutside(page: Page, name: string): Promise<unknown[]> {
  const inspection = new Inspection(page);
  const look = (step: string) => inspection.look(step);
  for (const path of ['/reset', '/unlock', '/password-link']) {
    await page.goto(path);
    await page.locator('h1').waitFor();
    await look(path);
  }
  await page.goto('/');
  await page.locator('input[autocomplete=username]').fill(`${name}-new`);
  await page.locator('input[autocomplete=current-password]').fill(PASSWORD);
  await page.locator('main button[type=submit]').click();
  await page.locator('.qr-code').waitFor();
  await look('enrolment');
  return inspection.found;
}

describe('axe finds nothing, and nothing sticks out', () => {
  it.each(Object.keys(VIEWS))('of people who are signed in: %s', async (name) => {
    expect(await walk(await scene.visit('/', VIEWS[name]), name)).toEqual([]);
  });

  it.each(Object.keys(VIEWS))('of people who are not: %s', async (name) => {
    expect(await walkOutside(await scene.visit('/reset', VIEWS[name]), name)).toEqual([]);
  });
});

describe('the keyboard alone', () => {
  it('gets from the skip link through a sign-in to a dialog, back out of it, and signs out', async () => {
    const page = await scene.visit();
    const { keyboard } = page;
    const tabTo = async (what: string) => {
      const target = page.locator(what);
      for (let press = 0; press < 40; press++) {
        await keyboard.press('Tab');
        if (await isFocused(page, target)) {
          const outline = await page.evaluate(
            'getComputedStyle(document.activeElement).outlineStyle',
          );
          expect([what, outline]).toEqual([what, 'solid']);
          return;
        }
      }
      throw new Error(`the keyboard does not get to ${what}`);
    };
    // The first field has the focus; what comes before it is behind.
    const skip = page.locator('.skip-link');
    for (let press = 0; press < 5 && !(await isFocused(page, skip)); press++) {
      await keyboard.press('Shift+Tab');
    }
    expect(await isFocused(page, skip)).toBe(true);
    await keyboard.press('Enter');
    expect(await isFocused(page, page.locator('#main'))).toBe(true);
    await tabTo('input[autocomplete=username]');
    await keyboard.type('keys');
    await keyboard.press('Tab');
    await keyboard.type(PASSWORD);
    await keyboard.press('Enter');
    await heading(page, 'Enter your code');
    await keyboard.type(scene.web.nextCode('keys'));
    await keyboard.press('Enter');
    await page.locator('.rows li').first().waitFor();
    await tabTo('.rows button');
    await keyboard.press('Enter');
    await page.locator('dialog').waitFor();
    // The focus stays in the dialog, and comes back from it.
    for (let press = 0; press < 6; press++) {
      await keyboard.press('Tab');
      const isOutside = await page
        .locator('main :focus:not(dialog *, dialog), header :focus')
        .count();
      expect(isOutside).toBe(0);
    }
    await keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await isFocused(page, page.locator('.rows button'))).toBe(true);
    await page.goto('/account');
    await page.locator('.rows li').first().waitFor();
    await tabTo('.buttons button:first-child');
    await keyboard.press('Enter');
    await says(page, 'You are signed out.');
  });
});
