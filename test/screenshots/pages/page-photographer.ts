import { pathOf, totp } from '@gatehouse/protocol';
import type { BrowserContextOptions, Page } from 'playwright-core';

import { FakeClock } from '../../fakes/fake-clock.js';
import { TestChromium } from '../../support/chromium.js';
import { PASSWORD, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import { Started } from '../../support/started.js';
import { PAGE_SHOTS, STEPS } from './shots.js';

export interface Photograph {
  shot: string;
  webp: Buffer;
}

const ADMINISTRATOR = 'ada';
const NEWCOMER = 'nora';

/** A server on which something has happened, at a time that is the same in all pictures, and a browser before it. */
export class PagePhotographer implements AsyncDisposable {
  readonly #started: Started;
  readonly #clock: FakeClock;
  readonly #chromium: TestChromium;
  readonly #seed: Uint8Array;

  private constructor(
    started: Started,
    parts: { clock: FakeClock; chromium: TestChromium; seed: Uint8Array },
  ) {
    this.#started = started;
    this.#clock = parts.clock;
    this.#chromium = parts.chromium;
    this.#seed = parts.seed;
  }

  static async start(): Promise<PagePhotographer> {
    const started = new Started();
    try {
      const clock = new FakeClock(new Date());
      const environment = {
        GATEHOUSE_ISSUER: 'Example Works',
        GATEHOUSE_HELP_DESK: 'extension 4711',
      };
      const gatehouse = started.use(await startTestGatehouse({ clock }, environment));
      const { seed } = await gatehouse.addUser(ADMINISTRATOR);
      await furnish(gatehouse);
      const { url, running } = gatehouse.server;
      const server = { url, authority: running.authority ?? '' };
      const chromium = started.use(await TestChromium.start(server));
      return new PagePhotographer(started, { clock, chromium, seed });
    } catch (error) {
      await started[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Everything, as one view shows it. */
  async photograph(options: BrowserContextOptions): Promise<Photograph[]> {
    return [...(await this.#asNewcomer(options)), ...(await this.#asAdministrator(options))];
  }

  async #asNewcomer(options: BrowserContextOptions): Promise<Photograph[]> {
    const { page } = await this.#chromium.visitor(options);
    await page.goto('/');
    await typeCredentials(page, NEWCOMER, PASSWORD);
    await page.locator('.qr-code').waitFor();
    const photographs = [await photographOf(page, STEPS.enrolment.name)];
    await page.context().close();
    return photographs;
  }

  async #asAdministrator(options: BrowserContextOptions): Promise<Photograph[]> {
    const { page } = await this.#chromium.visitor(options);
    const taken: Photograph[] = [];
    const take = async (shot: string) => taken.push(await photographOf(page, shot));
    const outside = PAGE_SHOTS.filter(({ address }) => !isInside(address));
    for (const { address, name } of outside) {
      await page.goto(address);
      await take(name);
    }
    await page.goto('/');
    await typeCredentials(page, ADMINISTRATOR, 'not the password');
    await page.locator('.message').waitFor();
    await take(STEPS.refused.name);
    await page.locator('input[autocomplete=current-password]').fill(PASSWORD);
    await submit(page);
    const code = page.locator('input[autocomplete=one-time-code]');
    await code.waitFor();
    await take(STEPS.code.name);
    this.#clock.advance({ seconds: 30 });
    await code.fill(totp.codeAt(this.#seed, totp.stepAt(this.#clock.now().getTime() / 1000)));
    await submit(page);
    await page.locator('.signed-in').waitFor();
    for (const { address, name } of PAGE_SHOTS.filter(({ address }) => isInside(address))) {
      await page.goto(address);
      await take(name);
    }
    await page.goto(`/help-desk?person=${NEWCOMER}`);
    await take(STEPS.person.name);
    await page.context().close();
    return taken;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#started[Symbol.asyncDispose]();
  }
}

/** Whether it is behind the sign-in. */
function isInside(address: string): boolean {
  return /^\/(account|help-desk|administration)/.test(address);
}

/** People, policies, a workstation: what a young installation has. */
async function furnish(gatehouse: TestGatehouse): Promise<void> {
  const { server } = gatehouse;
  const apply = (name: string, assign: unknown, settings: unknown, priority: number) =>
    server.administer('PUT', pathOf('applyPolicy', { policyName: name }), {
      ...{ name, assign, settings, priority },
    });
  await server.administer('POST', pathOf('addUser'), { name: NEWCOMER, password: PASSWORD });
  const subject = { kind: 'user', name: ADMINISTRATOR };
  await server.administer('POST', pathOf('assignRole'), { subject, role: 'administrator' });
  const open = { reset: 'otp', unlock: 'otp' };
  const web = { require: 'second-factor', methods: ['totp', 'email'], concurrentSessions: 9 };
  await apply('everyone', { everyone: true }, { logon: { web }, selfService: open }, 0);
  const enrollment = {
    ...{ required: ['totp'], postponements: 0, idleDays: 3650, firstProof: 'password' },
  };
  const strict = { logon: { web: { ...web, methods: ['totp'] } }, enrollment };
  await apply('newcomers', { users: [NEWCOMER] }, strict, 10);
  await gatehouse.join();
}

async function typeCredentials(page: Page, name: string, password: string): Promise<void> {
  await page.locator('input[autocomplete=username]').fill(name);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await submit(page);
}

function submit(page: Page): Promise<void> {
  return page.locator('main button[type=submit]').first().click();
}

/** The whole page, also what one would have to scroll to. */
async function photographOf(page: Page, shot: string): Promise<Photograph> {
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  const devTools = await page.context().newCDPSession(page);
  const { cssContentSize } = await devTools.send('Page.getLayoutMetrics');
  const { data } = await devTools.send('Page.captureScreenshot', {
    format: 'webp',
    quality: 70,
    captureBeyondViewport: true,
    clip: {
      x: 0,
      y: 0,
      width: cssContentSize.width,
      height: Math.min(cssContentSize.height, 2400),
      scale: 1,
    },
  });
  await devTools.detach();
  return { shot, webp: Buffer.from(data, 'base64') };
}
