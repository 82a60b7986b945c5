import { pathOf } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';

import { PortalScene, heading, isFocused, says } from '../support/portal-scene.js';
import { PASSWORD } from '../support/web-scene.js';
import { TestWorkstation } from '../support/workstation.js';

jest.setTimeout(300_000);

let scene: PortalScene;

const administer = <T>(method: string, path: string, body?: unknown) =>
  scene.web.nodes[0].administer<T>(method, path, body);

beforeAll(async () => {
  scene = await PortalScene.start(['alice', 'bob', 'audrey', 'dave'], ['carol'], {
    lockout: { strikes: 20, sourceStrikes: 20 },
    logon: { web: { require: 'second-factor', methods: ['totp'], concurrentSessions: 9 } },
  });
  const roles = { alice: 'administrator', bob: 'administrator', audrey: 'auditor' };
  for (const [name, role] of Object.entries(roles)) {
    const subject = { kind: 'user', name: `CORP\\${name}` };
    await administer('POST', pathOf('assignRole'), { role, subject });
  }
}, 300_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);
afterEach(async () => expect(await scene.leave()).toEqual([]));

async function open(path: string, title: string, name = 'alice'): Promise<Page> {
  const page = await scene.visit(path);
  await scene.signIn(name, page);
  await heading(page, title);
  return page;
}

/** What is grave is asked to be proven anew when the last proof is a quarter of an hour old. */
async function prove(page: Page, name = 'alice'): Promise<void> {
  await page.getByRole('heading', { name: 'Is it still you?' }).waitFor();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('that your authenticator app shows').waitFor();
  await scene.typeCode(page, scene.web.nextCode(name));
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
/** The question before something that cannot be taken back. */
const confirm = (page: Page, yes: string) =>
  page.locator('dialog').getByRole('button', { name: yes, exact: true }).click();
const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

describe('workstations', () => {
  it('join with a token that is shown once, are found, and revoked after a question', async () => {
    const page = await open('/administration/workstations', 'Workstations');
    await page.getByText('No workstation has joined yet.').waitFor();
    await page.getByLabel('How many computers').fill('many');
    await button(page, 'Make a join token').click();
    await page.getByText('Type a whole number from 1 to 100000.').waitFor();
    await page.getByLabel('How many computers').fill('2');
    await button(page, 'Make a join token').click();
    await says(page, 'for 2 computers. It is shown this once.');
    const token = await page.locator('.seed').first().innerText();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await button(page, 'Copy: Join token').click();
    await button(page, 'Copied')
      .or(page.getByText('Copied', { exact: true }))
      .first()
      .waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(token);
    await page.reload();
    await heading(page, 'Workstations');
    expect(await page.locator('.seed').count()).toBe(0);

    const [{ url, running }] = scene.web.nodes;
    const now = () => scene.web.clock.now().getTime();
    const workstation = new TestWorkstation({ url, authority: running.authority ?? '', now });
    scene.web.started.defer(() => workstation.close());
    await workstation.join(token);
    await button(page, 'Look again').click();
    await page.getByText('test-host · Joined').waitFor();
    await page.getByText('linux, version 0.1.0').waitFor();
    await page.getByLabel('Search').fill('nothing like it');
    await page.getByText('No workstation matches.').waitFor();
    await page.reload();
    await page.getByText('No workstation matches.').waitFor();
    expect(await page.getByLabel('Search').inputValue()).toBe('nothing like it');
    await page.getByLabel('Search').fill('TEST-h');
    await page.getByText('1 of 1 workstations').waitFor();

    await button(page, 'Revoke: test-host').click();
    await button(page, 'Cancel').click();
    const second = await open('/administration/workstations', 'Workstations', 'bob');
    await button(second, 'Revoke: test-host').waitFor();
    await button(page, 'Revoke: test-host').click();
    await confirm(page, 'Revoke');
    await says(page, 'test-host is revoked.');
    await page.getByText('test-host · Revoked').waitFor();
    await page.getByText(/by alice/).waitFor();
    // The other administrator still sees it as joined.
    await button(second, 'Revoke: test-host').click();
    await confirm(second, 'Revoke');
    await says(second, 'It is revoked already, or gone.');
    expect((await workstation.call('GET', pathOf('desktopStatus'))).status).toBe(401);
  });

  it('are nobody’s who has no role for them', async () => {
    const audrey = await open('/administration', 'Administration', 'audrey');
    expect(await audrey.title()).toMatch(/^Administration · /);
    expect(await isFocused(audrey, audrey.locator('h1'))).toBe(true);
    expect(await audrey.getByRole('link', { name: 'Workstations' }).count()).toBe(0);
    await audrey.goto('/administration/workstations');
    await heading(audrey, 'Administration');
    const dave = await scene.visit('/administration/workstations');
    await scene.signIn('dave', dave);
    await says(dave, 'You may not do anything here.');
  });

  it('are there again after a session that ended while somebody typed', async () => {
    const page = await open('/administration/workstations', 'Workstations');
    await page.getByLabel('What it is for').fill('the shop');
    scene.web.clock.advance({ minutes: 31 });
    await button(page, 'Make a join token').click();
    await says(page, 'Your session has ended');
    await scene.signIn('alice', page);
    await heading(page, 'Workstations');
  });
});

describe('messages', () => {
  const path = '/administration/messages?message=code&language=en';

  it('are written, previewed, sent as they are written, and taken back', async () => {
    await scene.web.applyPolicy(
      'by-mail',
      { users: ['dave'] },
      { logon: { web: { require: 'second-factor', methods: ['email'] } } },
    );
    const page = await open(path, 'Messages');
    await page.getByText('This is the text that comes with the program.').waitFor();
    const subject = page.getByLabel('Subject');
    const body = page.getByLabel('Mail', { exact: true });
    await subject.fill('Works gate');
    await body.fill('Dear {{name}},\n\n{{cdoe}}');
    await button(page, /^Save$/).click();
    await page.getByText('There is no {{cdoe}} in this message. {{code}} is missing.').waitFor();
    // A reload in the middle loses nothing.
    await page.reload();
    await heading(page, 'Messages');
    expect(await subject.inputValue()).toBe('Works gate');
    await body.fill('Dear {{name}},\n\nyour code: {{code}} <b>');
    await button(page, 'Preview').click();
    const preview = page.getByRole('region', { name: 'Preview with examples' });
    expect(await preview.innerText()).toContain('your code: 123456 <b>');
    await button(page, /^Save$/).click();
    await says(page, 'The message is saved, and holds within seconds.');
    await page.getByText(/^Changed by .*alice, .* \(version 1\)\.$/).waitFor();

    const browser = scene.web.browserAt();
    await browser.call('beginSignIn', {}, { name: 'dave', password: PASSWORD, language: 'en' });
    const { parsed: mail } = await scene.web.smtp.waitForMail('dave@corp.test');
    expect(mail.subject).toBe('Works gate');
    expect(mail.text).toMatch(/^Dear dave,\s+your code: \d{6} <b>\s*$/);

    // Two tabs: whoever was slower loses nothing, and writes over nobody.
    const other = await page.context().newPage();
    await other.goto(page.url());
    await heading(other, 'Messages');
    await other.getByLabel('Subject').fill('Another gate');
    await button(page, 'Back to the program’s text').click();
    await confirm(page, 'Back to the program’s text');
    await says(page, 'The program’s text holds again');
    await button(other, /^Save$/).click();
    await says(other, 'Somebody changed it meanwhile.');
    expect(await other.getByLabel('Subject').inputValue()).toBe('Another gate');
    await says(other, 'Somebody changed this message since you began.');
    await button(other, 'Drop my changes').click();
    expect(await other.getByLabel('Subject').inputValue()).toBe('Your passcode');
    await other.close();
  });

  it('of the company stand at the sign-in, in the languages that are offered', async () => {
    const page = await open('/administration/messages?message=sign-in-notice', 'Messages');
    await page.getByLabel('Text', { exact: true }).fill('For our people.\nNobody else.');
    await button(page, /^Save$/).click();
    await says(page, 'The message is saved');
    await page.getByLabel('中文').uncheck();
    await button(page, 'Save the languages').click();
    await says(page, 'The languages are saved');

    const visitor = await scene.visit('/');
    await visitor.getByText('For our people.').waitFor();
    const choice = visitor.getByLabel('Language').locator('option');
    expect(await choice.allInnerTexts()).toEqual(['English', 'Deutsch']);
  });
});

describe('directories', () => {
  it('are listed, and tested step by step, with what to do about a failure', async () => {
    const page = await open('/administration/directories', 'Directories');
    await page.getByText('corp.test', { exact: true }).waitFor();
    await page.getByText(`Servers: ${scene.web.samba.url}`).waitFor();
    await button(page, 'Test: corp.test').click();
    await says(page, 'corp.test answers, and every step passed.');
    const steps = page.getByRole('list', { name: 'Steps of the test of corp.test' });
    const texts = await steps.getByRole('listitem').allInnerTexts();
    expect(texts.join('\n')).toMatch(
      /Look up the address[^]*Connect[^]*Secure the connection[^]*service account[^]*Search people/,
    );
    // The same with a step that fails, as the server tells it.
    await page.route('**/api/v1/directory/test*', (route) =>
      route.fulfill({
        json: {
          directory: 'ldap corp.test',
          ok: false,
          steps: [
            { step: 'resolve', ok: true, detail: '192.0.2.1', milliseconds: 1 },
            { step: 'connect', ok: false, detail: 'connect ECONNREFUSED', milliseconds: 2 },
          ],
        },
      }),
    );
    await button(page, 'Test: corp.test').click();
    await says(page, 'corp.test: a step failed.');
    await page.getByText('Nothing answers at that address and port.').waitFor();
    await page.getByText('connect ECONNREFUSED').waitFor();
  });
});

describe('keys', () => {
  it('are made after a new proof, shown once, work, and are revoked', async () => {
    const page = await open('/administration/keys', 'Keys');
    scene.web.clock.advance({ minutes: 16 });
    const keys = section(page, 'API keys');
    await button(page, 'Make the key').click();
    await page.getByText('Type what it is called.').waitFor();
    await page.getByLabel('What it is called').fill('ci');
    await keys.getByLabel('Role').selectOption({ value: 'auditor' });
    await button(page, 'Make the key').click();
    await prove(page);
    await says(page, 'The key is made. It is shown this once');
    const secret = await keys.locator('.seed').innerText();
    const asked = await scene.web
      .browserAt(0, { authorization: `Bearer ${secret}` })
      .call('listApiKeys');
    expect(asked.status).toBe(200);
    await page.reload();
    await keys.getByText('ci · Valid').waitFor();
    expect(await keys.locator('.seed').count()).toBe(0);

    await button(page, 'Revoke: ci').click();
    await page.keyboard.press('Escape');
    await button(page, 'Revoke: ci').click();
    await confirm(page, 'Revoke');
    await says(page, 'The key “ci” is revoked.');
    await keys.getByText('ci · Revoked').waitFor();
  });

  it('of people and groups are roles: given within what one has, and taken away', async () => {
    const page = await open('/administration/keys', 'Keys');
    const people = section(page, 'Roles of people and groups');
    const name = page.getByLabel('Name of the person');
    await name.fill('nobody');
    await button(page, 'Give the role').click();
    await says(page, 'The directory has nobody of that name.');
    await name.fill('carol');
    await people.getByLabel('Only these OUs').fill('not a name');
    await button(page, 'Give the role').click();
    await says(page, 'The server does not take that.');
    await people.getByLabel('Only these OUs').fill('CN=Users,DC=corp,DC=test\n');
    await button(page, 'Give the role').click();
    await says(page, 'The role is given.');
    await people.getByText('carol · help-desk').waitFor();
    await people.getByText('reaches CN=Users,DC=corp,DC=test').waitFor();

    await people.getByLabel('Who gets it').selectOption({ value: 'group' });
    await page.getByLabel('Name or SID of the group').fill('Domain Admins');
    await page.getByLabel('Realm of the group').fill('corp.test');
    await button(page, 'Give the role').click();
    await people.getByText('Group Domain Admins of corp.test · help-desk').waitFor();

    await button(page, 'Take away: carol · help-desk').click();
    await confirm(page, 'Take away');
    await says(page, 'The role is taken away.');
    const { assignments } = await administer<{ assignments: administration.RoleAssignment[] }>(
      ...(['GET', pathOf('listRoles')] as const),
    );
    expect(assignments.map(({ subject }) => subject)).not.toContainEqual(
      expect.objectContaining({ name: 'carol' }),
    );
  });

  it('seal everything again, and jobs say how they went', async () => {
    const page = await open('/administration/keys', 'Keys');
    await button(page, 'Rotate the data key').click();
    await button(page, 'Cancel').click();
    await button(page, 'Rotate the data key').click();
    await confirm(page, 'Rotate the data key');
    await says(page, 'The data key is now version 2');
    const jobs = section(page, 'Jobs');
    await jobs.getByText(/^server-keys · /).waitFor();
    await jobs.getByText('Every 10 minutes').waitFor();
    await jobs.getByRole('button', { name: 'Look again' }).click();
    await jobs.getByText(/^server-keys · /).waitFor();
  });

  it('are read, and no more, by whoever may no more', async () => {
    const page = await open('/administration/keys', 'Keys', 'audrey');
    await page.getByText('audrey · auditor').waitFor();
    for (const name of ['Make the key', 'Give the role', 'Rotate the data key', /^Take away/]) {
      expect([name, await button(page, name).count()]).toEqual([name, 0]);
    }
    expect(await section(page, 'Jobs').count()).toBe(0);
  });
});
