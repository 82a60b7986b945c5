import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';

import { Inspection, VIEWS } from '../support/accessibility.js';
import { DeskPortalScene } from '../support/desk-portal-scene.js';
import { isFocused } from '../support/portal-scene.js';

jest.setTimeout(300_000);

let scene: DeskPortalScene;

beforeAll(async () => {
  // Each who looks is an operator of their own.
  scene = await DeskPortalScene.start([...Object.keys(VIEWS), 'keys']);
  await scene.keepCodes('alice');
}, 300_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);
afterEach(async () => expect(await scene.portal.leave()).toEqual([]));

const ALICE = '/help-desk?person=CORP%5Calice';

async function walk(page: Page, name: string): Promise<unknown[]> {
  const inspection = new Inspection(page);
  const look = (step: string) => inspection.look(step);
  const dialog = page.locator('dialog');
  const code = page.locator('input[autocomplete=one-time-code]');
  const caller = page.locator('section[aria-labelledby=desk-caller]');
  /** Unlock, link, reset, break-glass, offline code. */
  const actions = page.locator('section.card:has(#desk-caller) + section button');

  await scene.portal.signInByFields(name, page);
  await page.goto('/help-desk');
  await page.locator('input[type=search]').fill('ali');
  await page.locator('main button[type=submit]').click();
  await page.locator('.rows li').first().waitFor();
  await look('search');
  await scene.lockOut('alice');
  await page.goto(ALICE);
  await actions.nth(4).waitFor();
  await page.locator('.desk-groups summary').click();
  await look('person');
  for (const [at, step] of [
    [0, 'unlock'],
    [2, 'reset'],
    [4, 'offline code'],
  ] as const) {
    await actions.nth(at).click();
    await dialog.waitFor();
    await look(step);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  await caller.locator('button').first().click();
  await look('caller, no reason');
  await caller.locator('input').fill('ticket 4711');
  await caller.locator('button').first().click();
  await code.fill(scene.web.wrongCode('alice'));
  await page.locator('main button[type=submit]').click();
  await page.locator('.message-error').first().waitFor();
  await look('caller, a wrong code');
  await code.fill(scene.web.nextCode('alice'));
  await page.locator('main button[type=submit]').click();
  await caller.locator('.message-done').waitFor();
  await look('caller, verified');
  await actions.nth(0).click();
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
  await look('unlocked');
  await actions.nth(3).click();
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
  await look('waiting for an approval');
  return inspection.found;
}

describe('axe finds nothing, and nothing sticks out', () => {
  it.each(Object.keys(VIEWS))('at the help desk: %s', async (name) => {
    expect(await walk(await scene.portal.visit('/', VIEWS[name]), name)).toEqual([]);
  });

  it.each(['light', 'chinese'])('of who approves: %s', async (view) => {
    const page = await scene.portal.visit('/', VIEWS[view]);
    const inspection = new Inspection(page);
    await scene.portal.signInByFields('otto', page);
    await page.goto('/help-desk/approvals');
    await page.locator('.rows li button').first().click();
    await page.locator('dialog').waitFor();
    await inspection.look('decision');
    await page.locator('dialog button').nth(1).click();
    await page.locator('.message-done').waitFor();
    await inspection.look('approvals');
    expect(inspection.found).toEqual([]);
  });
});

describe('the keyboard alone', () => {
  it('finds somebody, verifies the caller, and comes back from a dialog to where it was', async () => {
    const page = await scene.portal.visit('/help-desk');
    await scene.portal.signInByFields('keys', page);
    const { keyboard } = page;
    const tabTo = async (what: string) => {
      const target = page.locator(what).first();
      for (let press = 0; press < 60; press++) {
        await keyboard.press('Tab');
        if (await isFocused(page, target)) return;
      }
      throw new Error(`the keyboard does not get to ${what}`);
    };
    const search = page.locator('input[type=search]');
    await search.and(page.locator(':focus')).waitFor();
    await keyboard.type('ali');
    await keyboard.press('Enter');
    await page.locator('.rows li').first().waitFor();
    await tabTo('.rows a');
    await keyboard.press('Enter');
    // A new page: its heading has the focus.
    await page.locator('#desk-caller').waitFor();
    await page.locator('h1:focus').waitFor();
    await tabTo('section[aria-labelledby=desk-caller] input');
    await keyboard.type('ticket 4711');
    await tabTo('section[aria-labelledby=desk-caller] button');
    await keyboard.press('Enter');
    await page.locator('input[autocomplete=one-time-code]:focus').waitFor();
    await keyboard.type(scene.web.nextCode('alice'));
    await keyboard.press('Enter');
    await page.locator('#desk-caller').waitFor();
    const opener = 'section.card:has(#desk-caller) + section button';
    await tabTo(opener);
    await keyboard.press('Enter');
    await page.locator('dialog input:focus').waitFor();
    await keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await isFocused(page, page.locator(opener).first())).toBe(true);
  });
});
