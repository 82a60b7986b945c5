import { readFileSync } from 'node:fs';

import { pathOf, totp } from '@gatehouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';

import { bindsWith } from '../support/corporate-server.js';
import { PortalScene, heading, says } from '../support/portal-scene.js';
import { until } from '../support/until.js';
import { PASSWORD } from '../support/web-scene.js';

jest.setTimeout(300_000);

const NEW_PASSWORD = 'Another-Zebra 31 of blue';

let scene: PortalScene;

beforeAll(async () => {
  scene = await PortalScene.start(['alice', 'bob', 'carol', 'dave', 'frank'], [], {
    lockout: { strikes: 20, sourceStrikes: 20 },
    logon: {
      web: {
        ...{ require: 'second-factor', methods: ['totp', 'email'] },
        ...{ concurrentSessions: 9, sessionIdleMinutes: 20 },
      },
    },
    password: { minimumAgeHours: 0 },
  });
}, 300_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);
afterEach(async () => expect(await scene.leave()).toEqual([]));

describe('the password', () => {
  it('is changed with the present one, its rules ticking off as it is typed', async () => {
    const other = await scene.visit();
    await scene.signIn('alice', other);
    const page = await scene.visit('/account/password');
    await scene.signIn('alice', page);
    const present = page.getByLabel('Present password');
    const fresh = page.getByLabel('New password', { exact: true });
    const repeat = page.getByLabel('New password, once more');
    const send = page.getByRole('button', { name: 'Set the new password' });
    const rules = page.locator('.rules li');
    await rules.first().waitFor();

    await fresh.fill('alice');
    await page
      .locator('.rules li[data-state=broken]', { hasText: 'no part of your name' })
      .waitFor();
    await fresh.fill(NEW_PASSWORD);
    await page.locator('.rules li[data-state=met]', { hasText: 'no part of your name' }).waitFor();
    expect(await page.locator('.rules li[data-state=broken]').count()).toBe(0);
    await repeat.fill(NEW_PASSWORD);
    await present.fill('not the password');
    await send.click();
    await says(page, 'The user name or password is not right.');
    await present.fill(PASSWORD);
    await send.click();
    await says(page, 'Your password is changed. All other sessions of yours were ended.');
    expect(await present.inputValue()).toBe('');
    // A second change that goes wrong loses nothing that was typed for it.
    await fresh.fill(`${NEW_PASSWORD} again`);
    await repeat.fill(`${NEW_PASSWORD} again`);
    await present.fill('not the password');
    await send.click();
    await says(page, 'The user name or password is not right.');
    expect(await fresh.inputValue()).toBe(`${NEW_PASSWORD} again`);
    expect(await bindsWith(scene.web.samba, 'alice', NEW_PASSWORD)).toBe(true);
    await other.reload();
    await heading(other, 'Sign in');
  });
});

describe('second factors', () => {
  it('are set up and removed after a new proof, and the last one stays', async () => {
    const page = await scene.visit();
    await scene.signIn('bob', page);
    scene.web.clock.advance({ minutes: 11 });
    await page.getByRole('button', { name: 'Add an authenticator app' }).click();
    // Eleven minutes ago is too long.
    await page.getByRole('heading', { name: 'Is it still you?' }).waitFor();
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Continue' }).click();
    await says(page, 'The user name or password is not right.');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('that your authenticator app shows').waitFor();
    await scene.typeCode(page, scene.web.nextCode('bob'));
    await heading(page, 'Set up your authenticator app');
    // What is shown once stays while the server is away and another tab tells of a change.
    const looks = `**${pathOf('showMySession')}`;
    await page.route(looks, (route) => route.abort());
    const refused = page.waitForEvent('requestfailed');
    await page.evaluate("new BroadcastChannel('gatehouse-session').postMessage('changed')");
    await refused;
    await page.unroute(looks);
    const text = (await page.locator('.seed').innerText({ timeout: 5_000 })).replaceAll(/\s/g, '');
    const seed = totp.seedOfKeyUri(`otpauth://totp/bob?secret=${text}`);
    await scene.typeCode(page, 'abcdef');
    await says(page, 'That code is not right.');
    await scene.typeCode(page, scene.web.codeOf(seed));
    await says(page, 'It is set up.');
    const removals = page.getByRole('button', { name: /^Remove: Authenticator app/ });
    await removals.nth(1).waitFor();

    await removals.first().click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(await removals.count()).toBe(2);
    await removals.first().click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await says(page, 'It is removed.');
    expect(await removals.count()).toBe(1);
  });

  it('by mail are set up at one address, by the code that was sent there', async () => {
    const page = await scene.visit();
    await scene.signIn('carol', page);
    const add = page.getByRole('button', { name: 'Add or change the e-mail address for codes' });
    await add.click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await add.click();
    await page.getByLabel('E-mail address', { exact: true }).fill('carol@home.test,eve@evil.test');
    await page.getByRole('button', { name: 'Send a code there' }).click();
    await says(page, 'That e-mail address cannot be used.');
    await page.getByLabel('E-mail address', { exact: true }).fill('carol@home.test');
    await page.getByRole('button', { name: 'Send a code there' }).click();
    await page.getByText('sent to c•••@home.test').waitFor();
    const code = await scene.web.smtp.waitForCode('carol@home.test', 20_000);
    await scene.typeCode(page, '000000');
    await says(page, 'That code is not right.');
    await scene.typeCode(page, code);
    await says(page, 'It is set up.');
    await page.getByText('c•••@home.test').waitFor();
  });
});

describe('recovery codes', () => {
  it('are made, kept as a file, and answer for the factor once', async () => {
    const page = await scene.visit();
    await scene.signIn('alice', page, NEW_PASSWORD);
    await page.getByText('You have not made any.').waitFor();
    await page.getByRole('button', { name: 'Make recovery codes' }).click();
    await heading(page, 'Your new recovery codes');
    const codes = (await page.locator('.seed').innerText()).split('\n');
    expect(codes).toHaveLength(10);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as text' }).click();
    const file = await (await downloading).path();
    expect(readFileSync(file, 'utf8')).toContain(`\n\n${codes.join('\n')}\n\n`);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText(/^10 of 10 left · Made /).waitFor();
    expect(await page.content()).not.toContain(codes[0]);

    const other = await scene.visit();
    const askForCode = async () => {
      await scene.typeCredentials(other, 'alice', NEW_PASSWORD);
      await heading(other, 'Enter your code');
      await other.getByRole('button', { name: 'Use a recovery code' }).click();
      await other.getByText('Type one of your recovery codes.').waitFor();
    };
    await askForCode();
    await scene.typeCode(other, codes[3]!.toLowerCase());
    await other.getByText('Signed in as').waitFor();
    await other.getByText(/^9 of 10 left/).waitFor();
    // One code makes no ten of it; nor is another one asked for.
    await other.getByRole('button', { name: 'Make new recovery codes' }).click();
    await other.getByRole('dialog').getByRole('button', { name: 'Make new' }).click();
    await says(other, 'A recovery code does not do for this.');
    await other.getByRole('button', { name: 'Sign out', exact: true }).click();
    await heading(other, 'Sign in');
    await askForCode();
    await scene.typeCode(other, codes[3]!);
    await says(other, 'That code was already used, and works once.');

    await page.getByRole('button', { name: 'Remove the recovery codes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await says(page, 'It is removed.');
    await page.getByText('You have not made any.').waitFor();
  });
});

describe('sessions and sign-ins', () => {
  it('are listed, ended one by one, and disowned, which ends the session of that sign-in', async () => {
    const stolen = await scene.visit();
    await scene.typeCredentials(stolen, 'dave', 'not the password');
    await says(stolen, 'The user name or password is not right.');
    await scene.signIn('dave', stolen);
    const other = await scene.visit();
    await scene.signIn('dave', other);
    const page = await scene.visit('/account/activity');
    await scene.signIn('dave', page);
    await page.getByText('This browser · Chrome · Linux').waitFor();
    const ends = page.getByRole('button', { name: /^End the session: Chrome/ });
    expect(await ends.count()).toBe(2);
    await ends.first().click();
    await says(page, 'The session was ended.');
    expect(await ends.count()).toBe(1);

    // The newest first: three that were granted, and the wrong password before them.
    const doubts = page.getByRole('button', { name: /^That was not me/ });
    await doubts.nth(3).click();
    await page.getByText('no session is ended').waitFor();
    await page.getByRole('button', { name: 'Report it', exact: true }).click();
    await says(page, 'It is reported. If whoever tried may know your password');
    expect(await ends.count()).toBe(1);
    await doubts.nth(2).click();
    await page.keyboard.press('Escape');
    await doubts.nth(2).click();
    await page.getByRole('button', { name: 'Report it and end that session' }).click();
    await says(page, 'It is reported, and that session is ended.');
    expect(await ends.count()).toBe(0);
    for (const ended of [stolen, other]) {
      await ended.reload();
      await heading(ended, 'Sign in');
    }
    expect(await scene.web.eventsOf('dave', 'sign-in.disowned')).toMatchObject([
      { detail: { outcome: 'denied', sessions: 0 } },
      { detail: { outcome: 'granted', sessions: 1 } },
    ]);
    await page.getByRole('link', { name: 'Change your password' }).click();
    await heading(page, 'Change your password');
  });
});

describe('a session', () => {
  it('is one in all tabs: use of one keeps the others, and a look keeps none', async () => {
    const page = await scene.visit('/account');
    await page.context().clock.install();
    await scene.signIn('frank', page);
    const other = await page.context().newPage();
    await other.goto('/account');
    await other.getByText('Signed in as').waitFor();
    const stay = (tab: Page) => tab.getByRole('button', { name: 'Stay signed in' });
    const pass = async (seconds: number) => {
      scene.web.clock.advance({ seconds });
      // The tabs have one clock.
      await page.clock.runFor(seconds * 1000);
    };
    const looks: string[] = [];
    page.context().on('response', (response) => {
      if (response.url().endsWith(pathOf('showMySession'))) looks.push(response.url());
    });

    // Used here after 15 minutes, so after 19 nothing is said there.
    await pass(15 * 60);
    await page.getByRole('link', { name: 'Sessions and sign-ins' }).click();
    await page.getByText('This browser · Chrome').waitFor();
    expect(looks).toEqual([]);
    await pass(4 * 60 + 30);
    await until(async () => looks.length > 0);
    expect([await stay(page).count(), await stay(other).count()]).toEqual([0, 0]);

    // Nothing is done in any: both say so, however often they looked.
    await pass(15 * 60);
    for (const tab of [page, other]) await stay(tab).waitFor();
    await stay(other).click();
    for (const tab of [page, other]) await stay(tab).waitFor({ state: 'detached' });
    await pass(19 * 60 + 30);
    for (const tab of [page, other]) await stay(tab).waitFor();
    await pass(60);
    for (const tab of [page, other]) await says(tab, 'Your session has ended. Sign in again');
  });

  it('says before its absolute end that nothing puts that off', async () => {
    const page = await scene.visit('/account');
    await page.clock.install();
    await scene.signIn('frank', page);
    for (let minutes = 0; minutes < 12 * 60 - 15; minutes += 15) {
      scene.web.clock.advance({ minutes: 15 });
      const used = await page.evaluate<number>(
        `fetch('${pathOf('showMe')}').then(({ status }) => status)`,
      );
      expect(used).toBe(200);
    }
    scene.web.clock.advance({ minutes: 11 });
    await page.reload();
    await says(page, 'Your session ends in less than five minutes, whatever you do');
    expect(await page.getByRole('button', { name: 'Stay signed in' }).count()).toBe(0);
    scene.web.clock.advance({ minutes: 5 });
    await page.clock.runFor(5 * 60_000);
    await says(page, 'Your session has ended. Sign in again');
  });
});
