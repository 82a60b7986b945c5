import { readFile } from 'node:fs/promises';

import { pathOf } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import type { Page } from 'playwright-core';

import { PortalScene, heading, isFocused, says } from '../support/portal-scene.js';
import { PASSWORD } from '../support/web-scene.js';

jest.setTimeout(300_000);

const EVERYONE = {
  lockout: { strikes: 20, sourceStrikes: 20 },
  logon: { web: { require: 'second-factor', methods: ['totp'], concurrentSessions: 90 } },
};

let scene: PortalScene;

beforeAll(async () => {
  scene = await PortalScene.start(['root', 'reader', 'alice'], [], EVERYONE);
  const assign = (name: string, role: string) =>
    scene.web.nodes[0].administer('POST', pathOf('assignRole'), {
      ...{ role, subject: { kind: 'user', name: `CORP\\${name}` } },
    });
  await assign('root', 'administrator');
  await assign('reader', 'auditor');
}, 300_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);
beforeEach(() =>
  scene.web.applyPolicy('staff', { users: ['CORP\\alice'] }, { otp: { digits: 7 } }),
);
afterEach(async () => expect(await scene.leave()).toEqual([]));

const newest = (name: string) =>
  scene.web.nodes[0].administer<administration.ShownPolicy>(
    'GET',
    pathOf('showPolicy', { policyName: name, version: 'newest' }),
  );
const versionOf = async (name: string) => (await newest(name)).version;

async function open(query = '', name = 'root'): Promise<Page> {
  const page = await scene.visit(`/administration/policies${query}`);
  return scene.signIn(name, page);
}

/** Opens the group that a setting is in, and begins to set it. */
async function set(page: Page, setting: string): Promise<void> {
  await page.getByLabel('Find a setting').fill(setting);
  await page.getByRole('button', { name: `Set here: ${setting}` }).click();
}

const review = (page: Page) => page.getByRole('button', { name: 'See what would change' }).click();
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

describe('a new policy', () => {
  it('is written with help on every setting, tried on people, applied, and explained', async () => {
    const page = await open();
    await heading(page, 'Policies');
    await page.getByRole('button', { name: 'New policy' }).click();
    await heading(page, 'New policy');
    await page.getByLabel('Name', { exact: true }).fill('Not A Name');
    await page.getByLabel('Users', { exact: true }).fill('CORP\\alice\n');
    await page.getByLabel('Priority', { exact: true }).fill('50');
    const row = page.getByRole('group', { name: 'lockout.strikes', exact: true });
    await page.getByLabel('Find a setting').fill('lockout.strikes');
    await row.getByText('Consecutive failures after which the principal is locked.').waitFor();
    await row.getByText('Inherited: 20 (policy everyone').waitFor();
    await row.getByRole('button').click();
    // The keyboard goes on in the field that came.
    expect(await isFocused(page, row.getByRole('textbox'))).toBe(true);
    await row.getByRole('textbox').fill('101');
    await row.getByText('Type a whole number from 1 to 100.').waitFor();
    await review(page);
    await says(page, 'Correct what is marked first.');
    await page.getByText('Type a name of lower-case letters').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('staff');
    // More strikes for a source than for everybody: only the server knows that.
    await row.getByRole('textbox').fill('5');
    await set(page, 'lockout.sourceStrikes');
    await field(page, 'lockout.sourceStrikes').fill('9');
    await says(page, 'The policy cannot be applied like this.');
    await says(page, 'settings.lockout.sourceStrikes: 9 is more than strikes, 5');
    await field(page, 'lockout.sourceStrikes').fill('4');
    // What departs from nist is marked, with what nist has.
    await set(page, 'selfService.unlock');
    await page.getByRole('combobox', { name: 'selfService.unlock' }).selectOption('answers');
    await page.getByText('Departs from the profile nist, which has: otp.').waitFor();
    await review(page);

    await heading(page, 'What would change: staff');
    await page.getByRole('region', { name: 'For whom what would change' }).waitFor();
    const people = page.getByRole('region', { name: 'For whom what would change' });
    expect(await people.innerText()).toMatch(/CORP\\alice\s+lockout\.strikes\s+20\s+5/);
    await page.getByRole('region', { name: 'Departures from the profile nist' }).waitFor();
    await page.getByLabel('Why').fill('five strikes');
    await page.getByRole('button', { name: 'Apply' }).click();
    // The name was taken all the time.
    await says(page, 'There is a policy of this name.');
    await page.getByRole('button', { name: 'Back to the settings' }).click();
    await page.getByLabel('Name', { exact: true }).fill('strict');
    await review(page);
    await page.getByLabel('Why').fill('five strikes');
    await page.getByRole('button', { name: 'Apply' }).click();
    await heading(page, 'Policy strict');
    expect(await newest('strict')).toMatchObject({
      ...{ version: 1, comment: 'five strikes' },
      document: {
        priority: 50,
        assign: { users: ['CORP\\alice'] },
        settings: { lockout: { strikes: 5, sourceStrikes: 4 }, selfService: { unlock: 'answers' } },
      },
    });

    await page.getByRole('link', { name: 'All policies' }).click();
    await page.getByRole('link', { name: 'Explain for a person' }).click();
    await page.getByLabel('Person', { exact: true }).fill('alice');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('CORP\\alice: policy strict (version 1), by name.').waitFor();
    await page.reload();
    await page.getByText('CORP\\alice: policy strict (version 1), by name.').waitFor();
    const table = page.getByRole('region', { name: 'Settings' });
    expect(await table.innerText()).toMatch(/otp\.digits\s+6\s+shipped default/);

    await page.goto('/administration/policies?policy=strict');
    await page.getByRole('button', { name: 'Retire this policy' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Retire this policy' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Retire this policy' }).click();
    await says(page, 'This policy is retired');
    expect((await newest('strict')).retired).toBe(true);
  });
});

describe('what is being written', () => {
  it('is there after a reload, the back button and the end of the session', async () => {
    const page = await open('?policy=staff');
    await set(page, 'lockout.durationMinutes');
    await field(page, 'lockout.durationMinutes').fill('33');
    await says(page, 'Your changes are not applied yet.');
    await page.reload();
    await says(page, 'Your changes are not applied yet.');
    await page.getByLabel('Find a setting').fill('lockout.durationMinutes');
    expect(await field(page, 'lockout.durationMinutes').inputValue()).toBe('33');
    await review(page);
    await heading(page, 'What would change: staff');
    await page.goBack();
    await heading(page, 'Policy staff');

    await page.context().clearCookies();
    await page.getByLabel('Find a setting').fill('lockout.durationMinutes');
    await field(page, 'lockout.durationMinutes').fill('34');
    // The server looks at what is typed, and says that nobody is there any more.
    await says(page, 'Your session has ended.');
    await scene.signIn('root', page);
    await heading(page, 'Policy staff');
    await page.getByLabel('Find a setting').fill('lockout.durationMinutes');
    expect(await field(page, 'lockout.durationMinutes').inputValue()).toBe('34');
    await page.getByRole('button', { name: 'Drop my changes' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Drop my changes' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.getByLabel('Find a setting').fill('lockout.durationMinutes');
    await page.getByRole('button', { name: 'Set here: lockout.durationMinutes' }).waitFor();
    expect((await newest('staff')).document.settings).toEqual({ otp: { digits: 7 } });
  });

  it('is not applied over what another tab applied meanwhile, and is not lost', async () => {
    const page = await open('?policy=staff');
    const before = await versionOf('staff');
    const other = await page.context().newPage();
    await other.goto('/administration/policies?policy=staff');
    for (const [tab, setting, value] of [
      [page, 'lockout.windowMinutes', '11'],
      [other, 'otp.lifetimeSeconds', '120'],
    ] as const) {
      await set(tab, setting);
      await field(tab, setting).fill(value);
      await review(tab);
      await heading(tab, 'What would change: staff');
    }
    await page.getByRole('button', { name: 'Apply' }).click();
    await says(page, `Applied as version ${before + 1}.`);
    await other.getByRole('button', { name: 'Apply' }).click();
    await says(other, 'Somebody changed this policy meanwhile.');
    await says(other, `Version ${before + 1} was applied meanwhile.`);
    await other.reload();
    await says(other, `Version ${before + 1} was applied meanwhile.`);
    await other.getByRole('button', { name: `Put my changes on version ${before + 1}` }).click();
    await other.getByRole('button', { name: 'Apply' }).click();
    await says(other, `Applied as version ${before + 2}.`);
    expect((await newest('staff')).document.settings).toEqual({
      lockout: { windowMinutes: 11 },
      otp: { digits: 7, lifetimeSeconds: 120 },
    });
  });

  it('is applied after a new proof where the last one is old', async () => {
    const page = await open('?policy=staff');
    await set(page, 'otp.resendLimit');
    await field(page, 'otp.resendLimit').fill('1');
    await review(page);
    scene.web.clock.advance({ minutes: 16 });
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('heading', { name: 'Is it still you?' }).waitFor();
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('that your authenticator app shows').waitFor();
    await scene.typeCode(page, scene.web.nextCode('root'));
    await says(page, 'Applied as version');
    expect((await newest('staff')).document.settings).toMatchObject({ otp: { resendLimit: 1 } });
  });
});

describe('settings of several values', () => {
  it('are lists with an order, and entries with fields', async () => {
    const page = await open('?policy=staff');
    await set(page, 'logon.desktop.methods');
    const methods = page.getByRole('group', { name: 'logon.desktop.methods' }).first();
    const earlier = methods.getByRole('button', { name: 'Earlier: email' });
    await earlier.click();
    expect(await isFocused(page, earlier)).toBe(true);
    await earlier.click();
    expect(await isFocused(page, methods.getByRole('button', { name: 'Remove email' }))).toBe(true);
    await methods.getByRole('button', { name: 'Remove totp' }).click();
    expect(await isFocused(page, methods.getByRole('button', { name: 'Remove hotp' }))).toBe(true);
    await set(page, 'desktop.exclusions');
    const exclusions = page.getByRole('group', { name: 'desktop.exclusions' }).first();
    await exclusions.getByRole('button', { name: 'Add desktop.exclusions' }).click();
    await exclusions.getByText('The field sid is missing').waitFor();
    await exclusions.getByRole('button', { name: 'Remove Entry 1' }).click();
    const add = exclusions.getByRole('button', { name: 'Add desktop.exclusions' });
    expect(await isFocused(page, add)).toBe(true);
    await add.click();
    await exclusions.getByLabel('sid').fill('S-1-5-21-1-2-3-500');
    await exclusions.getByLabel('reason').fill('kiosk');
    await set(page, 'password.dictionary');
    await page.getByRole('textbox', { name: 'password.dictionary' }).fill('gatehouse\n\ncorp\n');
    await review(page);
    await page.getByRole('button', { name: 'Apply' }).click();
    await says(page, 'Applied as version');
    expect((await newest('staff')).document.settings).toMatchObject({
      logon: { desktop: { methods: ['email', 'hotp'] } },
      desktop: { exclusions: [{ sid: 'S-1-5-21-1-2-3-500', reason: 'kiosk' }] },
      password: { dictionary: ['gatehouse', 'corp'] },
    });
  });
});

describe('a setting that is being changed', () => {
  it('stays where it is, whatever the filter would find now, and while a date is half typed', async () => {
    const page = await open('?policy=staff');
    const digits = page.getByRole('group', { name: 'otp.digits', exact: true });
    const only = page.getByLabel('Show', { exact: true });
    await only.selectOption('set');
    await digits.getByRole('button', { name: 'Inherit' }).click();
    expect(await isFocused(page, digits.getByRole('button'))).toBe(true);
    await only.selectOption('all');
    await only.selectOption('set');
    await digits.waitFor({ state: 'detached' });

    await only.selectOption('all');
    await set(page, 'password.changeBefore');
    const moment = page
      .getByRole('group', { name: 'password.changeBefore', exact: true })
      .locator('input');
    await moment.fill('2026-11-27T06:00');
    // The day of the month is taken away.
    await moment.press('Delete');
    await page.getByText('Give a date and a time.').waitFor();
    expect(await isFocused(page, moment)).toBe(true);
    await moment.fill('2026-11-28T06:00');
    await page.getByText('Give a date and a time.').waitFor({ state: 'detached' });
  });
});

describe('a dry run that fails', () => {
  it('is tried again before anything can be applied', async () => {
    const page = await open('?policy=staff');
    await set(page, 'otp.resendLimit');
    await field(page, 'otp.resendLimit').fill('2');
    const previews = `**${pathOf('previewPolicies')}`;
    await page.route(previews, (route) => route.abort());
    await review(page);
    await heading(page, 'What would change: staff');
    await says(page, 'The server does not answer.');
    const apply = page.getByRole('button', { name: 'Apply' });
    expect(await apply.isDisabled()).toBe(true);
    await page.unroute(previews);
    await page.getByRole('button', { name: 'Try again' }).click();
    await apply.click();
    await says(page, 'Applied as version');
  });
});

describe('a policy that is retired', () => {
  it('is first shown as somebody else applied it meanwhile', async () => {
    const page = await open('?policy=staff');
    const before = await versionOf('staff');
    await page.getByText(`Version ${before}, applied`).waitFor();
    await scene.web.applyPolicy('staff', { users: ['CORP\\reader'] }, { otp: { digits: 8 } });
    const retire = async () => {
      await page.getByRole('button', { name: 'Retire this policy' }).click();
      await page.locator('dialog').getByRole('button', { name: 'Retire this policy' }).click();
    };
    await retire();
    await says(page, 'Somebody changed this policy meanwhile.');
    await page
      .getByText(`Version ${before + 1}`)
      .first()
      .waitFor();
    expect(await page.getByLabel('Users', { exact: true }).inputValue()).toBe('CORP\\reader');
    await retire();
    await heading(page, 'Versions');
    expect((await newest('staff')).retired).toBe(true);
  });
});

describe('versions', () => {
  it('are compared by an address that can be shared, and restored', async () => {
    await scene.web.applyPolicy('staff', { users: ['CORP\\alice'] }, { otp: { digits: 8 } });
    const last = await versionOf('staff');
    const page = await open('?policy=staff&view=versions');
    await page.getByLabel('From version').selectOption(String(last - 1));
    await page.getByLabel('To version').selectOption(String(last));
    await page.getByRole('button', { name: 'Compare' }).click();
    const table = page.getByRole('region', { name: `From version ${last - 1} to version ${last}` });
    expect(await table.innerText()).toMatch(/otp\.digits\s+7\s+8/);
    await page.reload();
    expect(await table.innerText()).toMatch(/otp\.digits\s+7\s+8/);
    await page.getByRole('button', { name: `Restore version ${last - 1}` }).click();
    await page.locator('dialog').getByRole('button', { name: 'Restore' }).click();
    await says(page, `It holds again, as version ${last + 1}.`);
    expect((await newest('staff')).document.settings).toEqual({ otp: { digits: 7 } });
  });
});

describe('all policies', () => {
  it('are exported as a file, which is imported after a look at what it would change', async () => {
    const page = await open('?view=exchange');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export all policies' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('gatehouse-policies.json');
    const text = await readFile(await download.path(), 'utf8');
    expect(text).toContain('"staff"');
    const file = page.getByLabel('File of an export');
    const choose = (content: string) =>
      file.setInputFiles({
        ...{ name: 'policies.json', mimeType: 'application/json' },
        buffer: Buffer.from(content),
      });
    const look = page.getByRole('button', { name: 'See what would change' });
    await look.click();
    await says(page, 'Choose a file.');
    await choose('{"format": "another"}');
    await look.click();
    await says(page, 'This file is no export of policies.');
    await choose(text.replace('"digits":7', '"digits":8'));
    await look.click();
    const table = page.getByRole('region', { name: 'staff: changed' });
    expect(await table.innerText()).toMatch(/otp\.digits\s+7\s+8/);
    expect((await newest('staff')).document.settings).toEqual({ otp: { digits: 7 } });
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await says(page, '1 policy was changed.');
    expect((await newest('staff')).document.settings).toEqual({ otp: { digits: 8 } });
  });
});

describe('an auditor', () => {
  it('reads, compares and explains, and is offered nothing that changes a policy', async () => {
    const page = await open('', 'reader');
    await says(page, 'You may read policies, and not change them.');
    expect(await page.getByRole('button', { name: 'New policy' }).count()).toBe(0);
    await page.getByRole('link', { name: 'staff', exact: true }).click();
    await heading(page, 'Policy staff');
    await page.getByLabel('Find a setting').fill('otp.digits');
    await page.getByRole('group', { name: 'otp.digits' }).getByText('7', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /Set here|Inherit|Retire|change/ }).count()).toBe(
      0,
    );
    // What a setting does is said in the language of the page, and found in it.
    await page.getByLabel('Language').selectOption('de');
    await page.getByLabel('Einstellung suchen').fill('Ziffern eines');
    const digits = page.getByRole('group', { name: 'otp.digits' });
    await digits.getByText('Ziffern eines gesendeten Codes.').waitFor();
    await page.getByLabel('Sprache').selectOption('en');
    await page.getByRole('link', { name: 'Versions' }).click();
    await page.getByRole('heading', { name: 'All versions' }).waitFor();
    expect(await page.getByRole('button', { name: /Restore/ }).count()).toBe(0);
    await page.goto('/administration/policies?view=new');
    await heading(page, 'Policies');
    await page.goto('/administration/policies?view=exchange');
    await page.getByRole('link', { name: 'Export all policies' }).waitFor();
    expect(await page.getByLabel('File of an export').count()).toBe(0);
  });
});
