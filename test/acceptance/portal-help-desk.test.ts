import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';

import { DeskPortalScene, verifyCaller } from '../support/desk-portal-scene.js';
import { heading, says } from '../support/portal-scene.js';
import { ALICES_ANSWERS } from '../support/self-service-scene.js';

jest.setTimeout(300_000);

const REASON = 'on the telephone, ticket 4711';
const BREAK_GLASS = 'Give a code instead of the second factor';

let scene: DeskPortalScene;

beforeAll(async () => {
  scene = await DeskPortalScene.start();
}, 300_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);
afterEach(async () => expect(await scene.portal.leave()).toEqual([]));

const personPage = (name: string) => `/help-desk?person=${encodeURIComponent(`CORP\\${name}`)}`;
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const codeOf = (name: string) => () => scene.web.nextCode(name);

async function search(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox').fill(text);
  await button(page, 'Search').click();
}

describe('somebody who calls', () => {
  it('is found by what they say, and shown at an address that can be reloaded, gone back from and opened twice', async () => {
    const page = await scene.sitDown('olga');
    await heading(page, 'Help desk');
    await button(page, 'Search').click();
    await page.getByText('Type what to look for.').waitFor();
    await search(page, 'nobody at all');
    await says(page, 'Nobody is found.');
    await search(page, 'ali');
    await says(page, '1 person is found.');
    await page.getByText('CORP\\alice · corp.test · alice@corp.test').waitFor();
    await page.getByRole('link', { name: 'alice' }).click();
    await page.getByRole('heading', { name: 'Second factors' }).waitFor();
    await page.getByText('Authenticator app').first().waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Recent events' }).waitFor();
    const second = await page.context().newPage();
    await second.goto(page.url());
    await second.getByRole('heading', { name: 'Locks' }).waitFor();
    await page.goBack();
    await says(page, '1 person is found.');
    expect(await page.getByRole('searchbox').inputValue()).toBe('ali');
    await page.goBack();
    await says(page, 'Nobody is found.');
  });

  it('is nobody to an operator of another unit, and to nobody else than operators is there a page', async () => {
    const page = await scene.sitDown('sella');
    await search(page, 'alice');
    await says(page, 'Nobody is found.');
    const seen: string[] = [];
    for (const name of ['alice', 'phantom']) {
      await page.goto(personPage(name));
      await says(page, 'Nobody of this name is within your reach.');
      const card = await page.locator('main .card').innerText();
      seen.push(card.replaceAll(name, '…').replaceAll(/Reference.*/g, ''));
    }
    expect(seen[0]).toBe(seen[1]);
    const nobody = await scene.sitDown('carol', personPage('alice'));
    await says(nobody, 'You may not do anything here.');
    await heading(nobody, 'Help desk');
    expect(await nobody.title()).toMatch(/^Help desk · /);
  });

  it('is given nothing by who only looks', async () => {
    const page = await scene.sitDown('audrey', personPage('alice'));
    await page.getByRole('heading', { name: 'Recent events' }).waitFor();
    expect(await page.getByRole('heading', { name: 'Caller' }).count()).toBe(0);
    expect(await page.locator('main .card button').allInnerTexts()).toEqual(['Read again']);
  });
});

describe('a caller', () => {
  it('is verified by a code, over a wrong one, another way and a reload, until it lapses', async () => {
    await scene.lockOut('bob');
    const page = await scene.sitDown('olga', personPage('bob'));
    await page.getByText('wrong name or password').first().waitFor();
    // What the policy asks for is said where it is missing, and leads there.
    await button(page, 'Unlock everywhere').click();
    await says(page, 'Verify the caller first: the policy asks for it.');
    await button(page, 'Verify the caller').click();
    await page.getByLabel('Reason').and(page.locator(':focus')).waitFor();
    await button(page, 'Verify by a code').click();
    await page.getByText('Type a reason of at least three characters.').waitFor();
    await page.getByLabel('Reason').fill(REASON);
    await button(page, 'Verify by answers').click();
    await says(page, 'This person has nothing set up by which they could be verified so.');

    await button(page, 'Verify by a code').click();
    const code = page.getByLabel('Code', { exact: true });
    await code.waitFor();
    const toMail = button(page, 'Send a code by e-mail');
    if (await toMail.isVisible()) await toMail.click();
    await page.getByText('sent to b•••@corp.test').waitFor();
    await button(page, /^Send the code again/).click();
    await says(page, 'A new code was sent.');
    await button(page, 'Ask for the authenticator app').click();
    await page.getByText('what their authenticator app shows').waitFor();
    await code.fill(scene.web.wrongCode('bob'));
    await button(page, 'Check the code').click();
    await says(page, 'That code is not right.');
    await page.reload();
    await code.fill(scene.web.nextCode('bob'));
    await button(page, 'Check the code').click();
    await says(page, /^The caller is verified, for \d+ minutes\./);
    await page.reload();
    await says(page, 'The caller is verified');

    scene.web.clock.advance({ minutes: 11 });
    await button(page, 'Unlock everywhere').click();
    await button(page, 'Unlock now').click();
    await says(page, 'Verify the caller first. A verification holds for ten minutes.');
    await page.keyboard.press('Escape');
    await says(page, 'The verification has expired.');
    await verifyCaller(page, REASON, codeOf('bob'));
    await button(page, 'Unlock everywhere').click();
    await button(page, 'Unlock now').click();
    await says(page, 'Unlocked.');
    await page.getByText('Nothing is locked.').waitFor();
    const [event] = await scene.web.eventsOf('bob', 'principal.unlocked');
    expect(event?.detail).toMatchObject({ reason: REASON });
  });

  it('is verified by answers, of which nobody learns which one was wrong', async () => {
    await scene.enrollAnswers('alice', ALICES_ANSWERS);
    const page = await scene.sitDown('olga', personPage('alice'));
    await page.getByText('Answers to 5 questions are set up.').waitFor();
    await page.getByLabel('Reason').fill(REASON);
    await button(page, 'Verify by answers').click();
    const choices = page.locator('.question select');
    const fill = async (change: (answer: string) => string) => {
      for (const [at, id] of Object.keys(ALICES_ANSWERS).slice(0, 3).entries()) {
        await choices.nth(at).selectOption(id);
        const answer = ALICES_ANSWERS[id as keyof typeof ALICES_ANSWERS];
        await page
          .locator('.question input')
          .nth(at)
          .fill(at === 1 ? change(answer) : answer);
      }
      await button(page, 'Check the answers').click();
    };
    await choices.first().waitFor();
    await fill(() => 'somebody else');
    await says(page, 'The answers are not right.');
    await fill((answer) => answer.toUpperCase());
    await says(page, 'The caller is verified');
  });

  it('is left by the Back button, which stays at the page', async () => {
    const page = await scene.sitDown('olga', personPage('bob'));
    await page.getByLabel('Reason').fill(REASON);
    await button(page, 'Verify by a code').click();
    await page.getByLabel('Code', { exact: true }).waitFor();
    await page.goBack();
    await button(page, 'Verify by a code').waitFor();
    expect(page.url()).toContain('person=CORP');
  });
});

describe('a session that ends while a reason is typed', () => {
  it('loses neither the person nor what was typed, and nobody else who signs in there sees it', async () => {
    const page = await scene.sitDown('olga', personPage('carol'));
    await verifyCaller(page, 'x'.repeat(5), codeOf('carol'));
    await button(page, 'Give a link to a new password').click();
    const dialog = page.locator('dialog');
    await dialog.getByLabel('Reason').fill('half a sentence');
    scene.web.clock.advance({ minutes: 31 });
    await button(page, 'Give the link').click();
    await says(page, 'Your session has ended.');
    await scene.portal.signIn('olga', page);
    await dialog.waitFor();
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('half a sentence');
    await page.keyboard.press('Escape');
    await button(page, 'Sign out').first().click();
    await says(page, 'You are signed out.');
    expect(await page.evaluate('Object.keys(sessionStorage)')).toEqual([]);
    await scene.portal.signIn('otto', page);
    await page.goto(personPage('carol'));
    await page.getByLabel('Reason').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('');
    expect(await page.getByText('The caller is verified').count()).toBe(0);
  });
});

describe('what is given', () => {
  it('is a link by mail, after a new proof where the last one is old; or one that is read out once', async () => {
    const page = await scene.sitDown('olga', personPage('carol'));
    scene.web.clock.advance({ minutes: 16 });
    await verifyCaller(page, REASON, codeOf('carol'));
    await button(page, 'Give a link to a new password').click();
    await button(page, 'Give the link').click();
    await page.getByRole('heading', { name: 'Is it still you?' }).waitFor();
    await page.getByLabel('Password', { exact: true }).fill('Correct-Horse 7');
    await button(page, 'Continue').click();
    await page.getByText('that your authenticator app shows').waitFor();
    await scene.portal.typeCode(page, scene.web.nextCode('olga'));
    await says(page, 'The link was mailed to c•••@corp.test.');
    expect(await page.content()).not.toContain('password-link#');

    await scene.web.applyPolicy(
      'carol',
      { users: ['CORP\\carol'] },
      { helpDesk: { passwordLink: 'read-out' } },
    );
    await button(page, 'Give a link to a new password').click();
    await button(page, 'Give the link').click();
    await page.getByText('It is shown only now.').waitFor();
    const link = await page.locator('.desk-secret').innerText();
    expect(link).toMatch(/\/password-link#[\w-]{43}$/);
    await page.reload();
    await page.getByRole('heading', { name: 'Caller' }).waitFor();
    expect(await page.content()).not.toContain(link);
    const person = await scene.portal.visit(new URL(link).pathname + new URL(link).hash);
    await person.getByLabel('Code', { exact: true }).waitFor();
  });

  it('is an end of sessions, of one or of all', async () => {
    const theirs = [await scene.sitDown('bob', '/account'), await scene.sitDown('bob', '/account')];
    const page = await scene.sitDown('olga', personPage('bob'));
    const ends = button(page, /^End the session:/);
    await ends.first().click();
    await button(page, 'Cancel').click();
    const before = await ends.count();
    await ends.first().click();
    const end = page.locator('dialog').getByRole('button', { name: 'End', exact: true });
    const reason = page.locator('dialog').getByLabel('Reason');
    await end.click();
    await page.getByText('Type a reason of at least three characters.').waitFor();
    await reason.and(page.locator(':focus')).waitFor();
    await reason.fill('laptop lost, 4711');
    await end.click();
    await says(page, '1 session was ended.');
    await ends.nth(before - 1).waitFor({ state: 'detached' });
    await button(page, 'End all sessions').click();
    await page.locator('dialog').getByRole('button', { name: 'End all sessions' }).click();
    await page.getByText('Not signed in anywhere.').waitFor();
    const ended = await scene.portal.web.eventsOf('bob', 'session.ended');
    expect(ended.slice(-1)).toMatchObject([
      { detail: { reason: 'administrator', operatorReason: 'laptop lost, 4711' } },
    ]);
    for (const theirPage of theirs) {
      await theirPage.reload();
      await heading(theirPage, 'Sign in');
    }
  });

  it('is a reset of what is chosen, and a permit', async () => {
    const page = await scene.sitDown('olga', personPage('carol'));
    await verifyCaller(page, REASON, codeOf('carol'));
    await button(page, 'Reset second factors').click();
    await button(page, 'Reset now').click();
    await says(page, 'Choose what is removed');
    await page.getByRole('checkbox', { name: 'Authenticator app' }).check();
    await page.getByLabel('May set up a first factor by the password').selectOption('4');
    await button(page, 'Reset now').click();
    await says(page, /^One second factor was removed\. A first factor can be set up/);
    await page.getByText('None is set up.').waitFor();
  });

  it('is a code for a computer without the server, read out once, as far as the policy lets one alone', async () => {
    await scene.web.applyPolicy('alone', { users: ['CORP\\bob'] }, { helpDesk: { fourEyes: [] } });
    await scene.keepCodes('bob');
    const page = await scene.sitDown('olga', personPage('bob'));
    await verifyCaller(page, REASON, codeOf('bob'));
    await button(page, 'Read out a code for a computer without the server').click();
    await button(page, 'Show the code').click();
    await says(page, 'Choose a computer.');
    await page.getByLabel('Computer', { exact: true }).selectOption({ index: 1 });
    await button(page, 'Show the code').click();
    await page.getByRole('heading', { name: 'Code number 1 for test-host' }).waitFor();
    const code = await page.locator('.desk-secret').innerText();
    expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    await button(page, 'Hide it').click();
    expect(await page.content()).not.toContain(code);

    // Whose computer it is sees it in their own pages, and nobody else does.
    const bobs = await scene.sitDown('bob', '/account/activity');
    await bobs.getByRole('heading', { name: 'Your devices' }).waitFor();
    const device = bobs.getByRole('listitem').filter({ hasText: 'test-host' });
    await device.filter({ hasText: /Refreshed .+ · valid until / }).waitFor();
    await bobs.getByText('Call the help desk at once').waitFor();
    const others = await scene.sitDown('alice', '/account/activity');
    await others.getByText('No computer keeps data of yours.').waitFor();
    expect(await others.content()).not.toContain('test-host');
  });
});

describe('what a second operator must approve', () => {
  it('is refused with a word, asked for again, approved, and done once', async () => {
    const page = await scene.sitDown('olga', personPage('alice'));
    const lead = await scene.sitDown('otto', '/help-desk/approvals');
    await lead.getByText('Nothing waits for you.').waitFor();
    await verifyCaller(page, REASON, codeOf('alice'));

    await button(page, BREAK_GLASS).click();
    await says(page, 'A second operator must approve this.');
    await button(page, 'Ask a second operator').click();
    await says(page, `${BREAK_GLASS}: a second operator must approve it.`);
    await button(lead, 'Read again').click();
    await button(lead, /^Decide: Code instead of the second factor · alice/).click();
    await lead.getByText(`Reason: ${REASON}`).last().waitFor();
    await lead.getByLabel('Remark to the other operator').fill('call me first');
    await button(lead, 'Refuse').click();
    await says(lead, 'It is refused.');
    await says(page, /refused it\. call me first$/);
    await button(page, 'Close').click();

    await button(page, BREAK_GLASS).click();
    await button(page, 'Ask a second operator').click();
    await says(page, 'a second operator must approve it');
    await page.reload();
    await says(page, 'a second operator must approve it');
    await button(lead, 'Read again').click();
    await button(lead, /^Decide: /).click();
    await button(lead, 'Approve').click();
    await says(lead, 'It is approved.');
    await says(page, /approved it\.$/);
    await button(page, 'Do it now').click();
    await page.getByText('It is shown only now.').waitFor();
    const code = await page.locator('.desk-secret').innerText();
    expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    expect(await button(page, 'Do it now').count()).toBe(0);
    await page.reload();
    await page.getByText('Code from the help desk').first().waitFor();
    expect(await page.content()).not.toContain(code);
    await button(lead, 'Read again').click();
    await lead.getByText('approved and used').waitFor();
  });

  it('is not decided by who asked for it, nor twice from two tabs', async () => {
    const lead = await scene.sitDown('otto', personPage('bob'));
    await scene.web.applyPolicy('alone', { users: ['CORP\\bob'] }, {});
    await lead.reload();
    await verifyCaller(lead, REASON, codeOf('bob'));
    await button(lead, BREAK_GLASS).click();
    await button(lead, 'Ask a second operator').click();
    await says(lead, 'a second operator must approve it');
    await lead.getByRole('link', { name: 'Approvals' }).click();
    await lead.getByText('You asked for this yourself').waitFor();
    expect(await button(lead, /^Decide: /).count()).toBe(0);

    const page = await scene.sitDown('olga', personPage('carol'));
    await scene.web.applyPolicy(
      'carol',
      { users: ['CORP\\carol'] },
      { helpDesk: { verifyCaller: 'optional', fourEyes: ['reset-factors'] } },
    );
    await page.reload();
    await button(page, 'Reset second factors').click();
    await page.locator('dialog').getByLabel('Reason').fill(REASON);
    await page.getByLabel('May set up a first factor by the password').selectOption('1');
    await button(page, 'Ask a second operator').click();
    await says(page, 'a second operator must approve it');
    const tabs = [lead, await lead.context().newPage()];
    for (const tab of tabs) {
      await tab.goto('/help-desk/approvals');
      await button(tab, /^Decide: Reset of second factors/).click();
    }
    await button(tabs[0]!, 'Approve').click();
    await says(tabs[0]!, 'It is approved.');
    await button(tabs[1]!, 'Refuse').click();
    await says(tabs[1]!, 'It was decided, used or has expired meanwhile.');
  });
});
