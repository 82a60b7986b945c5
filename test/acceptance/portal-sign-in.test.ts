import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';

import { totp } from '../../protocol/src/index.js';
import { slowLine, unheard } from '../support/enrollment-line.js';
import { PortalScene, expectFocusIn, heading, isFocused, says } from '../support/portal-scene.js';
import { until } from '../support/until.js';
import { PASSWORD } from '../support/web-scene.js';

jest.setTimeout(300_000);

const NEW_PASSWORD = 'Another-Zebra 31 of blue';
const LIMIT = 4;
const ADDRESS = 'Set up your e-mail address';
const PEOPLE = [
  ...['alice', 'bob', 'carol', 'dave', 'erin', 'expired'],
  ...['grace', 'heidi', 'ivan'],
];
const HELP_DESK = 'extension 4711, weekdays 8 to 18';

let scene: PortalScene;

beforeAll(async () => {
  const web = {
    ...{ require: 'second-factor', methods: ['totp', 'email'] },
    ...{ sessionIdleMinutes: 20, concurrentSessions: 3, atSessionLimit: 'end-oldest' },
  };
  const lockout = { strikes: LIMIT, sourceStrikes: LIMIT, windowMinutes: 60 };
  scene = await PortalScene.start(
    PEOPLE,
    ['fresh', 'judy'],
    { lockout, logon: { web } },
    { GATEHOUSE_ISSUER: 'Example Works', GATEHOUSE_HELP_DESK: HELP_DESK },
  );
}, 300_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);
afterEach(async () => expect(await scene.leave()).toEqual([]));

describe('a sign-in', () => {
  it('takes name, password and code, with a wrong turn at each, and ends in a session', async () => {
    const page = await scene.visit();
    await page.getByText('To Example Works').waitFor();
    await expectFocusIn(page, 'User name');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Type your user name.').waitFor();
    await scene.typeCredentials(page, 'alice', 'not the password');
    await says(page, 'The user name or password is not right.');
    await says(page, /3 attempts left\..*Reference for the help desk: [0-9A-F]{4}-/s);
    await expectFocusIn(page, 'Password');

    await scene.typeCredentials(page, 'alice');
    await heading(page, 'Enter your code');
    await expectFocusIn(page, 'Code');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Type the code.', { exact: true }).waitFor();
    await scene.typeCode(page, scene.web.wrongCode('alice'));
    await says(page, 'That code is not right.');
    await expectFocusIn(page, 'Code');
    await scene.typeCode(page, scene.web.nextCode('alice'));
    await page.getByText('Signed in as CORP\\alice').waitFor();
    expect(new URL(page.url()).pathname).toBe('/account');

    // Behind a session the sign-in's own address leads to it, also by the Back button.
    await page.goto('/');
    await page.getByText('Signed in as CORP\\alice').waitFor();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await says(page, 'You are signed out.');
    await page.goBack();
    await page.getByLabel('User name').waitFor();
  });

  it('switches to mail, sends the code again, and is reloaded in the middle', async () => {
    const page = await scene.visit();
    await scene.typeCredentials(page, 'bob');
    await heading(page, 'Enter your code');
    await page.getByRole('button', { name: 'Send a code by e-mail' }).click();
    await page.getByText('sent to b•••@corp.test').waitFor();
    const first = await scene.web.smtp.waitForCode('bob@corp.test', 20_000);
    await page.getByRole('button', { name: /^Send the code again/ }).click();
    await says(page, 'A new code was sent. Earlier codes no longer work.');
    const second = await scene.web.smtp.waitForCode('bob@corp.test', 20_000);
    await page.reload();
    await page.getByText('sent to b•••@corp.test').waitFor();
    await scene.typeCode(page, first);
    await says(page, 'That code is not right.');
    await scene.typeCode(page, second);
    await page.getByText('Signed in as CORP\\bob').waitFor();
    await page.reload();
    await page.getByText('Signed in as CORP\\bob').waitFor();
  });

  it('is given up by the Back button, and by whoever lets its code expire', async () => {
    const page = await scene.visit();
    await scene.typeCredentials(page, 'carol');
    await heading(page, 'Enter your code');
    // The skip link is no way out.
    await page.locator('.skip-link').focus();
    await page.keyboard.press('Enter');
    expect(await isFocused(page, page.locator('main'))).toBe(true);
    await heading(page, 'Enter your code');
    expect(new URL(page.url()).hash).toBe('');
    await page.goBack();
    await heading(page, 'Sign in');
    expect(await page.getByLabel('User name').inputValue()).toBe('carol');
    await expectFocusIn(page, 'Password');

    await page.clock.install();
    await scene.typeCredentials(page, 'carol');
    await heading(page, 'Enter your code');
    await page.getByLabel('Code', { exact: true }).fill('123');
    await page.clock.runFor(11 * 60_000);
    await says(page, 'The time for the code is over.');
    await heading(page, 'Sign in');
  });

  it('goes on in two tabs at once', async () => {
    const page = await scene.visit();
    const other = await page.context().newPage();
    await other.goto('/');
    await scene.typeCredentials(page, 'dave');
    await heading(page, 'Enter your code');
    await scene.typeCredentials(other, 'dave');
    await heading(other, 'Enter your code');
    await scene.typeCode(page, scene.web.nextCode('dave'));
    await page.getByText('Signed in as CORP\\dave').waitFor();
    // Both have the same cookie, and tell each other.
    await other.getByText('Signed in as CORP\\dave').waitFor();
    await other.reload();
    await other.getByText('Signed in as CORP\\dave').waitFor();
    await other.getByRole('button', { name: 'Sign out everywhere' }).click();
    await says(other, /^You are signed out\. \d+ sessions? (was|were) ended\./);
    await says(page, 'Your session has ended.');
  });

  it('locks alike for a name that nobody has, says until when, and whom to call', async () => {
    const said = [];
    for (const name of ['judy', 'nobody-of-that-name']) {
      const page = await scene.visit();
      const seen: string[] = [];
      for (let attempt = 0; attempt < LIMIT + 1; attempt++) {
        const before = await referenceOn(page);
        await scene.typeCredentials(page, name, `wrong ${attempt}`);
        await until(async () => (await referenceOn(page)) !== before);
        seen.push(await page.locator('.message p').first().innerText());
      }
      said.push(seen);
    }
    expect(said[1]).toEqual(said[0]);
    expect(said[0]!.at(-1)).toMatch(/^Too many attempts: .*The lock ends by itself at .*4711/);
  });
});

async function referenceOn(page: Page): Promise<string> {
  const reference = page.locator('.message .reference');
  return (await reference.count()) === 0 ? '' : reference.first().innerText();
}

describe('what must be done before a session', () => {
  it('a password that must be changed is changed, by the rules, and the sign-in goes on with it', async () => {
    await scene.web.samba.administrator.setState('expired', 'must-change');
    const page = await scene.visit();
    await scene.typeCredentials(page, 'expired');
    await heading(page, 'Choose a new password');
    await page.getByText('You must change your password before you sign in.').waitFor();
    const fresh = page.getByLabel('New password', { exact: true });
    const length = (state: string) =>
      page
        .locator(`.rules li[data-state=${state}]`, { hasText: /at least \d+ characters/ })
        .waitFor();
    await fresh.fill('short');
    await length('broken');
    await fresh.fill(NEW_PASSWORD);
    await length('met');
    await page.getByLabel('New password, once more').fill('something else');
    await page.getByRole('button', { name: 'Set the new password' }).click();
    await page.getByText('The two passwords are not the same.').waitFor();
    await fresh.fill('short');
    await page.getByLabel('New password, once more').fill('short');
    await page.getByRole('button', { name: 'Set the new password' }).click();
    await says(page, 'That password cannot be used');
    await fresh.fill(NEW_PASSWORD);
    await page.getByLabel('New password, once more').fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Set the new password' }).click();
    await heading(page, 'Enter your code');
    await scene.typeCode(page, scene.web.nextCode('expired'));
    await page.getByText('Signed in as CORP\\expired').waitFor();
  });

  it('an authenticator is set up by its text, after a reload in the middle, and the next sign-in asks for it', async () => {
    await scene.web.applyPolicy(
      'newcomers',
      { users: ['CORP\\fresh'] },
      {
        logon: { web: { methods: ['totp'] } },
        enrollment: {
          ...{ required: ['totp'], postponements: 0, idleDays: 3650, firstProof: 'password' },
        },
      },
    );
    const page = await scene.visit();
    await scene.typeCredentials(page, 'fresh');
    await heading(page, 'Set up your authenticator app');
    // A reload begins a step anew where the logon still waits, and the sign-in where it no longer does.
    scene.web.clock.advance({ minutes: 16 });
    await page.reload();
    await heading(page, 'Sign in');
    await says(page, 'This sign-in is over, or goes on in another tab. Begin again.');
    await scene.typeCredentials(page, 'fresh');
    await heading(page, 'Set up your authenticator app');
    await page.reload();
    await heading(page, 'Set up your authenticator app');
    const picture = page.getByRole('img', { name: /^QR code/ });
    await picture.waitFor();
    expect((await picture.locator('path').getAttribute('d'))!.length).toBeGreaterThan(1000);
    const text = (await page.locator('.seed').innerText()).replaceAll(/\s/g, '');
    const seed = totp.seedOfKeyUri(`otpauth://totp/fresh?secret=${text}`);
    const code = scene.web.codeOf(seed);
    await scene.typeCode(page, code === '000000' ? '111111' : '000000');
    await says(page, 'That code is not right.');
    await scene.typeCode(page, code);
    await page.getByText('Signed in as CORP\\fresh').waitFor();
    await page.getByText('Authenticator app').first().waitFor();
  });

  it('is postponed until no postponement is left, by one click or two', async () => {
    const enrollment = { required: ['email'], postponements: 2 };
    await scene.web.applyPolicy('postponers', { users: ['CORP\\grace'] }, { enrollment });
    const page = await scene.visit();
    await proceed(page, 'grace');
    await heading(page, ADDRESS);
    const postpone = page.getByRole('button', { name: /^Not now/ });
    await page.getByRole('button', { name: 'Not now (possible 2 more times)' }).waitFor();
    const line = await slowLine(page);
    await postpone.dblclick();
    await postpone.and(page.locator(':disabled')).waitFor();
    line.goOn();
    await page.getByText('Signed in as CORP\\grace').waitFor();
    expect(line.asked).toBe(1);
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();

    await proceed(page, 'grace');
    await page.getByRole('button', { name: 'Not now (possible 1 more time)' }).waitFor();
    await page.getByLabel('E-mail address', { exact: true }).fill('grace at home');
    await page.getByRole('button', { name: 'Send a code there' }).click();
    await says(page, 'That e-mail address cannot be used.');
    await page.reload();
    await heading(page, ADDRESS);
    await page.getByRole('button', { name: 'Not now (possible 1 more time)' }).click();
    await page.getByText('Signed in as CORP\\grace').waitFor();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();

    await proceed(page, 'grace');
    await heading(page, ADDRESS);
    expect(await postpone.count()).toBe(0);
    expect(await scene.web.eventsOf('grace', 'enrollment.postponed')).toHaveLength(2);
    // What the server says to whoever has started over meanwhile is not followed.
    const late = await slowLine(page);
    await page.getByLabel('E-mail address', { exact: true }).fill('grace@home.test');
    await page.getByRole('button', { name: 'Send a code there' }).click();
    await page.getByRole('button', { name: 'Start over' }).click();
    await heading(page, 'Sign in');
    const answered = page.waitForResponse('**/enrollment');
    late.goOn();
    await answered;
    await page.locator('main button[type=submit]:enabled').waitFor();
    expect(await page.getByText('This sign-in is over').count()).toBe(0);
    await proceed(page, 'grace');
    await heading(page, ADDRESS);
  });

  it('a demanded address counts by the code that was sent to it, after a wrong one and a reload', async () => {
    const enrollment = { required: ['email'], postponements: 0 };
    await scene.web.applyPolicy('mailers', { users: ['CORP\\heidi'] }, { enrollment });
    const page = await scene.visit();
    const send = page.getByRole('button', { name: 'Send a code there' });
    const address = page.getByLabel('E-mail address', { exact: true });
    const otherAddress = page.getByRole('button', { name: 'Use another address' });
    await proceed(page, 'heidi');
    await heading(page, ADDRESS);
    await send.click();
    await page.getByText('Type an e-mail address.').waitFor();
    await address.fill('heidi@elsewhere.test');
    await send.click();
    await page.getByText('sent to h•••@elsewhere.test').waitFor();
    const first = await scene.web.smtp.waitForCode('heidi@elsewhere.test', 20_000);
    await page.reload();
    await page.getByText('sent to h•••@elsewhere.test').waitFor();
    await scene.typeCode(page, first === '000000' ? '111111' : '000000');
    await says(page, 'That code is not right.');

    // What is refused is typed again where it was typed, and the way back stays open.
    await otherAddress.click();
    await expectFocusIn(page, 'E-mail address');
    expect(await page.locator('.message').count()).toBe(0);
    await address.fill('heidi at home');
    await send.click();
    await says(page, 'That e-mail address cannot be used.');
    expect(await address.inputValue()).toBe('heidi at home');
    await page.getByRole('button', { name: 'Back to the code' }).click();
    await page.getByText('sent to h•••@elsewhere.test').waitFor();
    expect(await page.locator('.message').count()).toBe(0);
    await otherAddress.click();
    await address.fill('heidi@home.test');
    await send.click();
    await page.getByText('sent to h•••@home.test').waitFor();
    const second = await scene.web.smtp.waitForCode('heidi@home.test', 20_000);
    await scene.typeCode(page, first);
    await says(page, 'That code is not right.');
    await scene.typeCode(page, second);
    await page.getByText('Signed in as CORP\\heidi').waitFor();
    await page.getByText('h•••@home.test').first().waitFor();
  });

  it('demanded answers are given after a reload, with the password, once what came before is done', async () => {
    const question = (id: string, text: string) => ({ id, text });
    await scene.web.applyPolicy(
      'answerers',
      { users: ['CORP\\ivan'] },
      {
        enrollment: { required: ['email', 'answers'], postponements: 0 },
        logon: { web: { enrollAnswers: true } },
        answers: {
          mandatory: [question('first-street', 'On which street did you first live?')],
          optional: [
            question('first-song', 'Which song did you learn first?'),
            question('first-meal', 'Which meal did you cook first?'),
          ],
          ...{ shares: 1, threshold: 1, minimumLength: 4 },
        },
      },
    );
    const page = await scene.visit();
    await proceed(page, 'ivan');
    await heading(page, `${ADDRESS} (2 steps left)`);
    await page.getByLabel('E-mail address', { exact: true }).fill('ivan@home.test');
    await page.getByRole('button', { name: 'Send a code there' }).click();
    await page.getByText('sent to i•••@home.test').waitFor();
    const code = await scene.web.smtp.waitForCode('ivan@home.test', 20_000);
    // The server takes the code, and the line breaks before the page hears of it.
    await unheard(page, { action: 'email-code', code });
    await page.reload();
    await scene.typeCode(page, code);
    await says(page, 'This sign-in is over, or goes on in another tab. Begin again.');

    await proceed(page, 'ivan');
    await heading(page, 'Set up your answers');
    const save = page.getByRole('button', { name: 'Save the answers' });
    await page.getByLabel('On which street did you first live?').fill('Elm');
    await save.click();
    await page.getByText('Choose a question.', { exact: true }).last().waitFor();
    await page.reload();
    await heading(page, 'Set up your answers');
    await page.getByLabel('On which street did you first live?').fill('Elm');
    await page.getByLabel('Question 2').selectOption('Which song did you learn first?');
    await page.getByLabel('Answer to: Which song did you learn first?').fill('Yellow Submarine');
    await save.click();
    await page.getByText('Type your password.').waitFor();
    await page.getByLabel('Your password, once more').fill('not the password');
    await save.click();
    await says(page, 'That is not the password that you signed in with.');
    await page.getByLabel('Your password, once more').fill(PASSWORD);
    await save.click();
    await page.getByText('This answer is too short. Type a longer one.').first().waitFor();
    await page.getByLabel('On which street did you first live?').fill('Elm Street');
    await save.click();
    await page.getByText('Signed in as CORP\\ivan').waitFor();
    await page.getByText('Your answers are set up.').waitFor();
    expect(await scene.web.eventsOf('ivan', 'answers.enrolled')).toHaveLength(1);
  });
});

/** Name, password and code. */
async function proceed(page: Page, name: string): Promise<void> {
  await scene.typeCredentials(page, name);
  await heading(page, 'Enter your code');
  await scene.typeCode(page, scene.web.nextCode(name));
}

describe('a session', () => {
  it('that ends while somebody types leads to the sign-in, and back to the same page', async () => {
    const page = await scene.visit('/account/password');
    await scene.signIn('erin', page);
    expect(new URL(page.url()).pathname).toBe('/account/password');
    await page.getByLabel('Present password').fill('half of it');
    scene.web.clock.advance({ minutes: 21 });
    await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
    await page.getByLabel('New password, once more').fill(NEW_PASSWORD);
    await page.getByRole('button', { name: 'Set the new password' }).click();
    await says(page, 'Your session has ended. Sign in again');
    await scene.signIn('erin', page);
    await heading(page, 'Change your password');
    expect(await page.getByLabel('Present password').inputValue()).toBe('');
  });

  it('keeps nothing secret where scripts or other people find it', async () => {
    const page = await scene.visit();
    await scene.typeCredentials(page, 'carol');
    await heading(page, 'Enter your code');
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, history.state])',
    );
    expect(kept).not.toContain(PASSWORD);
    expect(kept).toContain('carol');
    expect(await page.evaluate('document.cookie')).toBe('');
  });
});

describe('the pages', () => {
  it('speak the language of the browser, and another one when asked, and keep it', async () => {
    const page = await scene.visit('/', { locale: 'de-AT' });
    await heading(page, 'Anmelden');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.getByLabel('Sprache').selectOption('zh');
    await heading(page, '登录');
    await page.reload();
    await heading(page, '登录');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh');
  });

  it('say by which id the server knows what failed, also when it does not answer', async () => {
    const page = await scene.visit();
    await page.route('**/api/v1/web/sign-ins', (route) => route.abort());
    await scene.typeCredentials(page, 'alice');
    await says(page, /The server does not answer\..*Reference for the help desk: [0-9A-F]{4}-/s);
    await page.unroute('**/api/v1/web/sign-ins');
    await scene.typeCredentials(page, 'alice');
    await heading(page, 'Enter your code');
  });
});
