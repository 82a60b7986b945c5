import { pathOf, totp } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';

import { FakeClock } from '../fakes/fake-clock.js';
import { TestChromium } from '../support/chromium.js';
import type { Visitor } from '../support/chromium.js';
import { startTestGatehouse } from '../support/gatehouse.js';
import type { TestGatehouse } from '../support/gatehouse.js';
import { expectFocusIn, heading, says } from '../support/portal-scene.js';
import { expectOutcome } from '../support/server-core.js';
import { Started } from '../support/started.js';
import { TestWorkstation } from '../support/workstation.js';

jest.setTimeout(300_000);

const NAME = 'ada';
const PASSWORD = 'Another-Zebra 31 of blue';

const started = new Started();
const clock = new FakeClock(new Date());
let gatehouse: TestGatehouse;
let chromium: TestChromium;
let code: string;
let seed: Uint8Array;
const visitors: Visitor[] = [];

beforeAll(async () => {
  const unlimited = 1_000_000;
  const rateLimits = { session: unlimited, browser: unlimited, administrator: unlimited };
  gatehouse = started.use(await startTestGatehouse({ clock, rateLimits }));
  const { url, running } = gatehouse.server;
  chromium = started.use(await TestChromium.start({ url, authority: running.authority ?? '' }));
  code = running.bootstrapCode ?? '';
}, 120_000);
afterAll(() => started[Symbol.asyncDispose](), 60_000);
afterEach(async () => {
  const left = visitors.splice(0);
  for (const { page } of left) await page.context().close();
  expect(left.flatMap(({ complaints }) => complaints)).toEqual([]);
});

async function visit(path = '/first-run'): Promise<Page> {
  const visitor = await chromium.visitor();
  visitors.push(visitor);
  await visitor.page.goto(path);
  await visitor.page.locator('h1').waitFor();
  return visitor.page;
}

async function otherTab(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** The code of the next step: each is taken once. */
function nextCode(): string {
  clock.advance({ seconds: 30 });
  return totp.codeAt(seed, totp.stepAt(clock.now().getTime() / 1000));
}

const continueWith = (page: Page) => page.getByRole('button', { name: 'Continue' }).click();

async function fillPerson(page: Page, name: string, password: string, repeat = password) {
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password, once more').fill(repeat);
  await page.getByRole('button', { name: 'Make administrator' }).click();
}

/** The steps of one person: each begins where the one before ended. */
describe('the first run', () => {
  it('takes the code, and makes one administrator of two tabs', async () => {
    const page = await visit();
    await heading(page, 'Type the one-time code');
    await continueWith(page);
    await page.getByText('Type the code.').waitFor();
    await page.getByLabel('One-time code', { exact: true }).fill('AAAA-BBBB-CCCC-DDDD-EEEE');
    await continueWith(page);
    await says(page, 'The code is wrong, used or expired.');
    await page
      .getByLabel('One-time code', { exact: true })
      .fill(code.toLowerCase().replaceAll('-', ''));
    await page.keyboard.press('Enter');
    await heading(page, 'Make the first administrator');
    const other = await otherTab(page.context(), '/first-run');
    await heading(other, 'Make the first administrator');

    await page.getByLabel('Full name').fill('Ada Lovelace');
    await fillPerson(page, NAME, PASSWORD, 'something else');
    await page.getByText('The two passwords are not the same.').waitFor();
    await expectFocusIn(page, 'Password, once more');
    await page.reload();
    await heading(page, 'Make the first administrator');
    expect(await page.getByLabel('User name').inputValue()).toBe(NAME);
    expect(await page.getByLabel('Full name').inputValue()).toBe('Ada Lovelace');
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    await fillPerson(page, NAME, NAME);
    await says(page, 'That password cannot be used');
    await page.locator('.rules li[data-state=broken]').first().waitFor();
    await fillPerson(page, NAME, PASSWORD);
    await heading(page, 'Sign in');
    await says(page, 'ada is administrator now. Sign in');

    await fillPerson(other, 'eve', PASSWORD);
    await says(other, 'Somebody else was faster');
    await heading(other, 'Sign in');
    const found = await gatehouse.server.administer<administration.FoundUsers>(
      'GET',
      `${pathOf('searchUsers')}?text=eve`,
    );
    expect(found.users).toEqual([]);
  });

  it('sets up an authenticator at the first sign-in, also after a reload', async () => {
    const page = await visit();
    await says(page, 'This server has an administrator.');
    await page.getByLabel('User name').fill(NAME);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await heading(page, 'Set up your authenticator app');
    await page.locator('.qr-code').waitFor();
    await page.reload();
    await heading(page, 'Set up your authenticator app');
    await page.locator('.qr-code').waitFor();
    const text = (await page.locator('.seed').innerText()).replaceAll(/\s/g, '');
    seed = totp.seedOfKeyUri(`otpauth://totp/ada?secret=${text}`);
    await page.getByLabel('Code', { exact: true }).fill('000000');
    await continueWith(page);
    await says(page, 'That code is not right.');
    await page.getByLabel('Code', { exact: true }).fill(nextCode());
    await continueWith(page);
    await heading(page, 'Test the directory');
    await page.getByText('Signed in as Ada Lovelace').waitFor();
  });

  it('leads an administrator through directory and workstation to a logon that works', async () => {
    const page = await visit();
    await page.getByLabel('User name').fill(NAME);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await heading(page, 'Enter your code');
    await page.getByLabel('Code', { exact: true }).fill(nextCode());
    await continueWith(page);

    await heading(page, 'Test the directory');
    await page.getByRole('button', { name: 'Test: local' }).click();
    await says(page, 'local answers, and every step passed.');
    expect(await page.locator('.rules li[data-state=met]').count()).toBe(2);
    await continueWith(page);
    await heading(page, 'Let the first workstation join');
    await page.goBack();
    await heading(page, 'Test the directory');
    await page.goForward();
    await heading(page, 'Let the first workstation join');
    await page.reload();
    await heading(page, 'Let the first workstation join');
    await page.getByLabel('How many computers').fill('none');
    await page.getByRole('button', { name: 'Make a join token' }).click();
    await page.getByText('Type a whole number from 1 to 100000.').waitFor();
    await page.getByLabel('How many computers').fill('1');
    await page.getByRole('button', { name: 'Make a join token' }).click();
    await says(page, 'for one computer. It is shown this once.');
    const [token = '', command = ''] = await page.locator('.seed').allInnerTexts();
    expect(command).toMatch(/^msiexec \/i gatehouse-\d+\.\d+\.\d+-x64\.msi .*MODE=observe$/);

    const workstation = new TestWorkstation({
      ...{ url: gatehouse.server.url, authority: gatehouse.server.running.authority ?? '' },
      now: () => clock.now().getTime(),
    });
    started.defer(() => workstation.close());
    await workstation.join(token);
    await page.getByText('Joined so far: test-host.').waitFor();
    await continueWith(page);
    await heading(page, 'The first logon');
    await page.getByText('Nobody has logged on yet.').waitFor();
    await page.reload();
    await page.getByText('The workstation test-host has joined.').waitFor();

    // Later: the way back is in administration.
    await page.getByRole('link', { name: 'Do the rest later' }).click();
    await heading(page, 'Administration');
    await page.getByRole('link', { name: 'Set up the first workstation' }).click();
    await heading(page, 'Test the directory');
    await page.goto('/first-run?step=logon');
    const asked = expectOutcome(await workstation.begin(NAME, PASSWORD), 'challenge');
    await page.getByText('Asked for a code').first().waitFor();
    const granted = await workstation.answer(asked.logonId, asked.challengeId, nextCode());
    expect(granted).toMatchObject({ outcome: 'granted' });
    await says(page, 'The server works');
    await page.getByText(/LOCAL\\ada has logged on/).waitFor();
    await page.goto('/first-run');
    await says(page, 'The server works');
  });

  it('is over then: it says so, offers the sign-in, and the code was in no address and no log', async () => {
    const page = await visit();
    await says(page, 'This server has an administrator.');
    await heading(page, 'Sign in');
    const bare = code.replaceAll('-', '');
    const log = gatehouse.server.logLines.join('').toUpperCase();
    expect(log).toContain('FIRST-RUN');
    for (const spelled of [code, bare]) expect(log).not.toContain(spelled);
    const next = await gatehouse.startNode({ clock });
    expect(next.running.bootstrapCode).toBeUndefined();
  });

  it('goes on for administrators alone', async () => {
    await gatehouse.addUser('bob');
    const target = pathOf('enrollTotp', { name: 'bob' });
    const enrolled = await gatehouse.server.administer<administration.EnrolledTotp>(
      ...(['POST', target, {}] as const),
    );
    seed = totp.seedOfKeyUri(enrolled.uri);
    const page = await visit();
    await page.getByLabel('User name').fill('bob');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await heading(page, 'Enter your code');
    await page.getByLabel('Code', { exact: true }).fill(nextCode());
    await continueWith(page);
    await says(page, 'only an administrator goes on with it.');
    await page.getByRole('link', { name: 'To your account' }).click();
    await heading(page, 'Second factors');
  });
});
