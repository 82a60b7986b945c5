import type { Page } from 'playwright-core';

import { TestChromium } from './chromium.js';
import { startTestGatehouse } from './gatehouse.js';
import { Started } from './started.js';

/** A server that nobody administers yet, and somebody at the page of its first run, on a small screen. */
export class FreshServer implements AsyncDisposable {
  readonly page: Page;
  readonly complaints: string[];
  /** The one-time code. */
  readonly code: string;
  readonly #started: Started;

  private constructor(
    parts: Pick<FreshServer, 'page' | 'complaints' | 'code'> & { started: Started },
  ) {
    this.page = parts.page;
    this.complaints = parts.complaints;
    this.code = parts.code;
    this.#started = parts.started;
  }

  static async start(): Promise<FreshServer> {
    const started = new Started();
    try {
      const { server } = started.use(await startTestGatehouse());
      const { authority = '', bootstrapCode: code = '' } = server.running;
      const chromium = started.use(await TestChromium.start({ url: server.url, authority }));
      const viewport = { width: 320, height: 640 };
      const { page, complaints } = await chromium.visitor({ viewport });
      await page.goto('/first-run');
      await page.locator('.code-input').waitFor();
      return new FreshServer({ page, complaints, code, started });
    } catch (error) {
      await started[Symbol.asyncDispose]();
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#started[Symbol.asyncDispose]();
  }
}
