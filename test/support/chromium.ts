import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:tls';

import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Debian's. */
const EXECUTABLE = '/usr/bin/chromium';

/** Somebody in front of a browser. */
export interface Visitor {
  page: Page;
  /**
   * What a page must not do: break its policy, write an error, ask another host. A refusal by the server is none of it, which
   * browsers write down as errors, too.
   */
  complaints: string[];
}

/** Debian's Chromium, which takes the certificate of one server: the one that this server's authority vouches for. */
export class TestChromium implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #url: string;

  private constructor(browser: Browser, url: string) {
    this.#browser = browser;
    this.#url = url;
  }

  static async start(server: { url: string; authority: string }): Promise<TestChromium> {
    const browser = await chromium.launch({
      executablePath: EXECUTABLE,
      // Tests run as root here, where Chromium has no sandbox.
      args: ['--no-sandbox', `--ignore-certificate-errors-spki-list=${await keyPinOf(server)}`],
    });
    return new TestChromium(browser, server.url);
  }

  /** A browser of their own: no cookie of anybody else's. */
  async visitor(options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await this.#browser.newContext({
      baseURL: this.#url,
      locale: 'en-GB',
      viewport: { width: 1024, height: 800 },
      ...options,
    });
    context.setDefaultTimeout(60_000);
    const complaints: string[] = [];
    context.on('request', (request) => {
      if (!request.url().startsWith(`${this.#url}/`)) complaints.push(`asks ${request.url()}`);
    });
    context.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !text.startsWith('Failed to load resource')) {
        complaints.push(text);
      }
    });
    context.on('weberror', (error) => complaints.push(error.error().message));
    return { page: await context.newPage(), complaints };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** SHA-256 of the public key in the server's certificate, which Node verified before. */
async function keyPinOf({ url, authority }: { url: string; authority: string }): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ca: authority });
  try {
    await once(socket, 'secureConnect');
    const key = socket.getPeerX509Certificate()?.publicKey;
    if (key === undefined) throw new Error('the server showed no certificate');
    return createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('base64');
  } finally {
    socket.destroy();
  }
}
