import { DEFAULT_ANSWERS, pathOf } from '@gatehouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';

import { bindsWith } from '../support/corporate-server.js';
import { PortalScene, heading, says } from '../support/portal-scene.js';
import { PASSWORD } from '../support/web-scene.js';

jest.setTimeout(300_000);

const NEW_PASSWORD = 'Another-Zebra 31 of blue';
/** Wrong passwords after which the domain locks an account. */
const LOCKING = 3;
const SETTINGS = {
  lockout: { strikes: 20, sourceStrikes: 20 },
  logon: { web: { require: 'second-factor', methods: ['email', 'totp'] } },
  otp: { sendLimit: 20 },
  password: { minimumAgeHours: 0 },
  selfService: { reset: 'answers-and-otp', unlock: 'otp' },
  helpDesk: { verifyCaller: 'optional' },
};

let scene: PortalScene;

beforeAll(async () => {
  scene = await PortalScene.start(['alice', 'bob', 'carol'], [], SETTINGS);
  const { administrator } = scene.web.samba;
  await administrator.addToGroup('gatehouse', 'CN=Account Operators,CN=Builtin');
  await administrator.setDomainLockout(LOCKING, 30);
}, 300_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);
afterEach(async () => expect(await scene.leave()).toEqual([]));

/** The next code that is mailed; notices of what was done are mailed between them. */
async function mailedCode(name: string): Promise<string> {
  for (;;) {
    const { parsed } = await scene.web.smtp.waitForMail(`${name}@corp.test`, 20_000);
    const code = /(?<!\d)\d{6,8}(?!\d)/.exec(parsed.text ?? '');
    if (code !== null) return code[0];
  }
}

const binds = (name: string, password: string) => bindsWith(scene.web.samba, name, password);

/** Answers to questions that are not chosen yet, the first ones that are there. */
async function answer(page: Page, count: number, prefix = 'my own answer'): Promise<void> {
  for (let n = 1; n <= count; n++) {
    const question = page.getByLabel(`Question ${n}`, { exact: true });
    await question.selectOption({ index: 1 });
    const chosen = await question.inputValue();
    await page
      .locator('.question')
      .nth(n - 1)
      .getByRole('textbox')
      .fill(`${prefix} ${chosen}`);
  }
}

async function setNewPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password, once more').fill(password);
  await page.getByRole('button', { name: 'Set the new password' }).click();
}

describe('a forgotten password', () => {
  it('is reset by a code and the answers that were set up in a session, wrong ones and a reload between', async () => {
    const page = await scene.visit();
    await scene.signIn('alice', page);
    // Signing in began with mail, and switched.
    await mailedCode('alice');
    await page.getByRole('button', { name: 'Set up answers' }).click();
    await heading(page, 'Set up your answers');
    await page.getByRole('button', { name: 'Save the answers' }).click();
    await page.getByText('Choose a question.').first().waitFor();
    await answer(page, DEFAULT_ANSWERS.shares);
    await page.getByLabel('Your password, once more').fill('not it');
    await page.getByRole('button', { name: 'Save the answers' }).click();
    await says(page, 'The user name or password is not right.');
    await page.getByLabel('Your password, once more').fill(PASSWORD);
    await page.getByRole('button', { name: 'Save the answers' }).click();
    await says(page, 'Your answers are saved.');
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();

    await page.getByRole('link', { name: 'I forgot my password' }).click();
    await heading(page, 'Set a new password');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Type your user name.', { exact: true }).waitFor();
    await page.getByLabel('User name').fill('CORP\\alice');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('sent to your e-mail address').waitFor();
    await scene.typeCode(page, '0000000');
    await says(page, 'That code is not right.');
    await page.reload();
    await page.getByText('sent to your e-mail address').waitFor();
    await scene.typeCode(page, await mailedCode('alice'));
    await heading(page, 'Answer your questions');
    const count = await page.locator('.question').count();
    await answer(page, count, 'not my answer');
    await page.getByRole('button', { name: 'Continue' }).click();
    await says(page, 'The answers are not right.');
    await answer(page, count);
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, 'Choose a new password');
    await setNewPassword(page, 'short');
    await says(page, 'That password cannot be used');
    await setNewPassword(page, NEW_PASSWORD);
    await says(page, 'Your new password is set.');
    expect(await binds('alice', NEW_PASSWORD)).toBe(true);
    expect(await binds('alice', PASSWORD)).toBe(false);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await scene.typeCredentials(page, 'alice', NEW_PASSWORD);
    await heading(page, 'Enter your code');
  });

  it('is not given to a name that nobody has, which is asked the same', async () => {
    const page = await scene.visit('/reset');
    await page.getByLabel('User name').fill('nobody-of-that-name');
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, 'Enter your code');
    await scene.typeCode(page, '0000000');
    await says(page, 'That code is not right.');
    await page.getByRole('button', { name: 'Start over' }).click();
    await heading(page, 'Set a new password');
    await page.goBack();
  });

  it('is refused where the policy allows answers alone, which prove nothing in a browser', async () => {
    const everyone = (settings: unknown) =>
      scene.web.applyPolicy('everyone', { everyone: true }, settings);
    await everyone({ ...SETTINGS, selfService: { reset: 'answers' } });
    const page = await scene.visit('/reset');
    await page.getByLabel('User name').fill('bob');
    await page.getByRole('button', { name: 'Continue' }).click();
    await says(page, /You cannot do this in a browser\..*Reference/s);
    await everyone(SETTINGS);
  });
});

describe('an account that the directory has locked', () => {
  it('is unlocked by a code', async () => {
    for (let n = 0; n <= LOCKING; n++) await binds('bob', `wrong ${n}`);
    expect(await binds('bob', PASSWORD)).toBe(false);
    const page = await scene.visit();
    await page.getByRole('link', { name: 'My account is locked' }).click();
    await heading(page, 'Unlock your account');
    await page.getByLabel('User name').fill('bob');
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, 'Enter your code');
    await scene.typeCode(page, await mailedCode('bob'));
    await says(page, 'Your account is unlocked.');
    expect(await binds('bob', PASSWORD)).toBe(true);
  });
});

/** A link that is mailed; notices of what was done are mailed between them. */
async function linkFor(name: string, reason: string): Promise<URL> {
  await scene.web.nodes[0].administer('POST', pathOf('createPasswordLink', { name }), { reason });
  for (;;) {
    const { parsed } = await scene.web.smtp.waitForMail(`${name}@corp.test`, 20_000);
    const link = /https:\/\/\S+\/password-link#[\w-]{43}/.exec(parsed.text ?? '');
    if (link !== null) return new URL(link[0]);
  }
}

describe('a link of the help desk', () => {
  it('leads to a page of this server, with nothing configured, and to a new password', async () => {
    const { pathname, hash } = await linkFor('carol', 'forgotten, ticket 4711');
    const page = await scene.visit(`${pathname}${hash}`);
    await heading(page, 'Enter your code');
    // A mailed code would prove no more than the mailed link.
    await page.getByText('that your authenticator app shows').waitFor();
    await page.reload();
    await page.getByText('that your authenticator app shows').waitFor();
    // What else becomes of the address takes nothing away.
    await page.evaluate("location.hash = 'main'");
    await scene.typeCode(page, scene.web.nextCode('carol'));
    await heading(page, 'Set a new password');
    await page.evaluate(`location.hash = '${hash}'`);
    await setNewPassword(page, NEW_PASSWORD);
    await says(page, 'Your new password is set.');
    expect(new URL(page.url()).hash).toBe('');
    expect(await binds('carol', NEW_PASSWORD)).toBe(true);

    const again = await scene.visit(`${pathname}${hash}`);
    await says(again, 'The link is used, replaced or expired.');
    const newer = await linkFor('carol', 'forgotten again, ticket 4712');
    await again.evaluate(`location.hash = '${newer.hash}'`);
    await heading(again, 'Enter your code');
    const none = await scene.visit('/password-link');
    await says(none, 'This page needs the link');
  });
});
