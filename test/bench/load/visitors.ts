import type { PORTAL_PAGES } from '@gatehouse/protocol';
import { pathOf } from '@gatehouse/protocol';
import type { Page } from 'playwright-core';

import { TestBrowser, SESSION_COOKIE } from '../../support/browser.js';
import { TestChromium } from '../../support/chromium.js';
import { PASSWORD, currentCode, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';

export type PortalPage = (typeof PORTAL_PAGES)[number];

/** People at the pages of a server with a real database, in a real browser; each knows nothing of them yet. */
export class Visitors implements AsyncDisposable {
  readonly #gatehouse: TestGatehouse;
  readonly #chromium: TestChromium;
  readonly #session: string;

  private constructor(gatehouse: TestGatehouse, chromium: TestChromium, session: string) {
    this.#gatehouse = gatehouse;
    this.#chromium = chromium;
    this.#session = session;
  }

  static async start(): Promise<Visitors> {
    const gatehouse = await startTestGatehouse();
    try {
      const { url, running } = gatehouse.server;
      const server = { url, authority: running.authority ?? '' };
      const session = await signIn(gatehouse, server);
      return new Visitors(gatehouse, await TestChromium.start(server), session);
    } catch (error) {
      await gatehouse[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** @param signedIn whether it is an administrator's browser, with a session open */
  async visit<T>(signedIn: boolean, work: (page: Page) => Promise<T>): Promise<T> {
    const { page } = await this.#chromium.visitor();
    try {
      const cookie = {
        name: SESSION_COOKIE,
        value: this.#session,
        url: this.#gatehouse.server.url,
      };
      if (signedIn) await page.context().addCookies([{ ...cookie, secure: true, httpOnly: true }]);
      return await work(page);
    } finally {
      await page.context().close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chromium[Symbol.asyncDispose]();
    await this.#gatehouse[Symbol.asyncDispose]();
  }
}

/** @returns the token of an administrator's session */
async function signIn(
  gatehouse: TestGatehouse,
  at: { url: string; authority: string },
): Promise<string> {
  const { server } = gatehouse;
  const { seed } = await gatehouse.addUser('ada');
  const subject = { kind: 'user', name: 'ada' };
  await server.administer('POST', pathOf('assignRole'), { subject, role: 'administrator' });
  const browser = new TestBrowser(at);
  try {
    const challenge = await browser.challenge('ada', PASSWORD);
    const verdict = await browser.answer(challenge, currentCode(seed));
    const token = browser.jar.get(SESSION_COOKIE);
    if (token === undefined) throw new Error(`not signed in: ${verdict.outcome}`);
    return token;
  } finally {
    browser.close();
  }
}
