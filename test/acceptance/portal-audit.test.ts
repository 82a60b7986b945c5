import { readFile } from 'node:fs/promises';

import { pathOf, referenceOf } from '@gatehouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';

import { PortalScene, heading, says } from '../support/portal-scene.js';
import { isSignedIn } from '../support/web-scene.js';

jest.setTimeout(300_000);

/** Refused logons: each is two events, so that all of them are more than a page of results. */
const DENIED = 24;

let scene: PortalScene;

beforeAll(async () => {
  scene = await PortalScene.start(['root', 'reader', 'desk', 'alice', 'bob'], [], {
    lockout: { strikes: 50, sourceStrikes: 50 },
    logon: { web: { require: 'second-factor', methods: ['totp'], concurrentSessions: 90 } },
  });
  const assign = (name: string, role: string) =>
    scene.web.nodes[0].administer('POST', pathOf('assignRole'), {
      ...{ role, subject: { kind: 'user', name: `CORP\\${name}` } },
    });
  await assign('root', 'administrator');
  await assign('reader', 'auditor');
  await assign('desk', 'help-desk');
  // What there is to see: Alice signs in, Bob is refused more often than a page of results is long.
  expect(await isSignedIn(await scene.web.signIn('alice'))).toBe(true);
  const bob = scene.web.browserAt();
  for (let time = 0; time < DENIED; time++) {
    await bob.call('beginSignIn', {}, { name: 'bob', password: `not the password ${time}` });
  }
}, 300_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);
afterEach(async () => expect(await scene.leave()).toEqual([]));

async function open(query = '', name = 'reader'): Promise<Page> {
  const page = await scene.visit(`/administration/audit${query}`);
  return scene.signIn(name, page);
}

const events = (page: Page) => page.locator('.event');
const search = (page: Page) => page.getByRole('button', { name: 'Search', exact: true }).click();

describe('a search', () => {
  it('stands in the address: it is reloaded, gone back from and passed on', async () => {
    const page = await open();
    await heading(page, 'Audit');
    await events(page).first().waitFor();
    await page.getByLabel('Kind of event').fill('logon.denied');
    await page.getByLabel('Person', { exact: true }).fill('CORP\\bob');
    await page.getByLabel('Outcome').selectOption('Failure');
    await search(page);
    await page.getByText(`${DENIED} events`).waitFor();
    expect(new URL(page.url()).search).toBe(
      '?principal=CORP%5Cbob&type=logon.denied&outcome=failure',
    );
    await page.reload();
    await page.getByText(`${DENIED} events`).waitFor();
    expect(await page.getByLabel('Kind of event').inputValue()).toBe('logon.denied');
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByText(`${DENIED} events`).waitFor();

    await page.getByLabel('Code', { exact: true }).fill('nothing.like-it');
    await search(page);
    await page.getByText('No event fits.').waitFor();
    await page.goBack();
    await page.getByText(`${DENIED} events`).waitFor();
    expect(await page.getByLabel('Code', { exact: true }).inputValue()).toBe('');
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.getByText('50 events').waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  it('goes through pages, forth and back', async () => {
    const page = await open('?type=logon.denied&order=oldest');
    await page.getByText(`${DENIED} events`).waitFor();
    expect(await page.getByRole('link', { name: 'Next page' }).count()).toBe(0);
    await page.goto('/administration/audit?order=oldest');
    await page.getByText('50 events').waitFor();
    const first = await events(page).first().innerText();
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.waitForURL(/after=/);
    await page.getByRole('link', { name: 'First page' }).waitFor();
    await events(page).first().waitFor();
    expect(await events(page).first().innerText()).not.toBe(first);
    await page.reload();
    await page.getByRole('link', { name: 'First page' }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'First page' }).waitFor({ state: 'detached' });
    expect(await events(page).first().innerText()).toBe(first);
  });

  it('shows an event in full, and all events of the same request', async () => {
    const denied = await scene.web.eventsOf('bob', 'logon.denied');
    const { correlationId, code } = denied[0]!;
    const page = await open('?type=logon.denied&order=oldest');
    await events(page).first().locator('summary').click();
    const facts = events(page).first().locator('dl');
    expect(await facts.innerText()).toContain(correlationId);
    expect(await facts.innerText()).toContain(code);
    await events(page).first().getByRole('link', { name: 'All events of this request' }).click();
    await page.waitForURL(/correlation=/);
    await events(page).nth(1).waitFor();
    for (const summary of await events(page).locator('summary').all()) await summary.click();
    for (const shown of await events(page).locator('dl').all()) {
      expect(await shown.innerText()).toContain(correlationId);
    }
    // As somebody reads it out to the help desk.
    await page.goto('/administration/audit');
    await page.getByLabel('Correlation id').fill('zz');
    await search(page);
    await page.getByText('Type hexadecimal digits only').waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.getByLabel('Correlation id').fill(referenceOf(correlationId));
    await search(page);
    await page.waitForURL(/correlation=/);
    await events(page).nth(1).waitFor();
  });

  it('refuses what the address has that cannot be, and says so', async () => {
    const page = await open('?outcome=maybe');
    await says(page, 'The server does not take a value of this search.');
    await page.goto('/administration/audit?after=nowhere');
    await says(page, 'The server does not take a value of this search.');
  });

  it('is gone on with after the session has ended while a filter is typed', async () => {
    const page = await open('?type=logon.denied');
    await page.getByText(`${DENIED} events`).waitFor();
    await page.context().clearCookies();
    await page.getByLabel('Person', { exact: true }).fill('CORP\\alice');
    await search(page);
    await says(page, 'Your session has ended.');
    await scene.signIn('reader', page);
    await page.getByText('No event fits.').waitFor();
    expect(await page.getByLabel('Person', { exact: true }).inputValue()).toBe('CORP\\alice');
  });
});

describe('charts', () => {
  it('tell logons, locks, factors and enrolment, each as a table as well', async () => {
    const page = await open('?view=charts');
    const figure = (title: string) => page.locator('figure').filter({ hasText: title });
    const logons = figure('Logons by door and outcome: web');
    await logons.waitFor();
    expect(await logons.locator('svg.columns rect').count()).toBeGreaterThan(90);
    await logons.getByText('The numbers as a table').click();
    const rows = await logons.getByRole('row').allInnerTexts();
    const busy = rows
      .map((row) => /^\S+\s+(\d+)\s+(\d+)\s+0$/.exec(row))
      .find((row) => row?.[2] === String(DENIED));
    expect(Number(busy?.[1])).toBeGreaterThan(0);
    expect(rows.length).toBeGreaterThan(30);
    await figure('Use of factors')
      .getByText(/^totp · web: \d+ right, 0 wrong$/)
      .waitFor();
    const progress = figure('Enrolment').filter({ hasText: 'who logged on in this time' });
    await progress.getByText(/^Nothing: 0$/).waitFor();
    const [, all] = /Of the (\d+) people/.exec(await progress.innerText()) ?? [];
    await progress.getByText(`Authenticator app: ${all}`, { exact: true }).waitFor();
    await figure('Lockouts').getByText('Nothing in this time.').waitFor();

    await page.getByLabel('Until').fill('2020-01-01T00:00');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForURL(/until=/);
    await figure('Logons by door and outcome').getByText('Nothing in this time.').waitFor();
    await page.goBack();
    await logons.waitFor();
  });
});

describe('the export', () => {
  it('is a file of lines', async () => {
    const page = await open('?view=export');
    await page.getByRole('button', { name: 'Prepare a file' }).click();
    await says(page, /^The file has \d+ events\./);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download file 1' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('gatehouse-audit-1.jsonl');
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(50);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('hash');
    expect(await page.getByRole('button', { name: 'Prepare the next file' }).count()).toBe(0);
  });
});

describe('who may not read the audit', () => {
  it('is not offered it, and learns nothing at its address', async () => {
    const page = await open('?type=logon.denied', 'desk');
    await says(page, 'You may not do anything here.');
    expect(await page.getByRole('link', { name: 'Administration' }).count()).toBe(0);
    expect(await events(page).count()).toBe(0);
  });
});
