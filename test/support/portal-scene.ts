import type { BrowserContextOptions, Locator, Page } from 'playwright-core';

import { TestChromium } from './chromium.js';
import type { Visitor } from './chromium.js';
import { PASSWORD, WebScene } from './web-scene.js';

/** People at the pages of a server with Active Directory, mail and PostgreSQL, in Debian's Chromium. */
export class PortalScene implements AsyncDisposable {
  readonly web: WebScene;
  readonly #chromium: TestChromium;
  readonly #visitors: Visitor[] = [];

  private constructor(web: WebScene, chromium: TestChromium) {
    this.web = web;
    this.#chromium = chromium;
  }

  /** @see WebScene.start */
  static async start(...what: Parameters<typeof WebScene.start>): Promise<PortalScene> {
    const web = await WebScene.start(...what);
    try {
      const [{ url, running }] = web.nodes;
      const authority = running.authority ?? '';
      const chromium = web.started.use(await TestChromium.start({ url, authority }));
      return new PortalScene(web, chromium);
    } catch (error) {
      await web[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Somebody who has opened a page. */
  async visit(path = '/', options: BrowserContextOptions = {}): Promise<Page> {
    const visitor = await this.#chromium.visitor(options);
    this.#visitors.push(visitor);
    await visitor.page.goto(path);
    await visitor.page.locator('h1').waitFor();
    return visitor.page;
  }

  /** Closes what is open. @returns what the pages did that they must not */
  async leave(): Promise<string[]> {
    const left = this.#visitors.splice(0);
    for (const { page } of left) await page.context().close();
    return left.flatMap(({ complaints }) => complaints);
  }

  /** Name and password, and whatever comes of it. */
  async typeCredentials(page: Page, name: string, password = PASSWORD): Promise<void> {
    await page.getByLabel('User name').fill(name);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  async typeCode(page: Page, code: string): Promise<void> {
    await page.getByLabel('Code', { exact: true }).fill(code);
    await page.getByRole('button', { name: 'Continue' }).click();
  }

  /** Password and authenticator, to a session. */
  async signIn(name: string, page: Page, password = PASSWORD): Promise<Page> {
    await this.typeCredentials(page, name, password);
    await heading(page, 'Enter your code');
    const other = page.getByRole('button', { name: 'Use the authenticator app' });
    if (await other.isVisible()) await other.click();
    await page.getByText('that your authenticator app shows').waitFor();
    await this.typeCode(page, this.web.nextCode(name));
    await page.getByText('Signed in as').waitFor();
    return page;
  }

  /** The same by what the fields are: their words differ in each language. */
  async signInByFields(name: string, page: Page): Promise<void> {
    const submit = page.locator('main button[type=submit]');
    await page.locator('input[autocomplete=username]').fill(name);
    await page.locator('input[autocomplete=current-password]').fill(PASSWORD);
    await submit.click();
    await page.locator('input[autocomplete=one-time-code]').fill(this.web.nextCode(name));
    await submit.click();
    await page.locator('.account-bar').waitFor();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.web[Symbol.asyncDispose]();
  }
}

/** The page is at the step that is called so. */
export async function heading(page: Page, text: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: text }).waitFor();
}

/** The page says so, and it is read out. */
export async function says(page: Page, text: string | RegExp): Promise<void> {
  await page.locator('.message', { hasText: text }).first().waitFor();
}

export async function expectFocusIn(page: Page, label: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).and(page.locator(':focus')).waitFor();
}

export async function isFocused(page: Page, element: Locator): Promise<boolean> {
  return (await element.and(page.locator(':focus')).count()) === 1;
}
