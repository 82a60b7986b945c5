import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { AxeResults } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** How people look at the pages. */
export const VIEWS: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  /** As a window of 1280 at a zoom of 400 % (WCAG 2.2, 1.4.10). */
  narrow: { colorScheme: 'light', viewport: { width: 320, height: 640 } },
  chinese: { colorScheme: 'dark', locale: 'zh-CN', viewport: { width: 320, height: 640 } },
};

/** A page, and what is done there by what things are: words differ in each language. */
export interface Walk {
  address: string;
  /** What is there when the page is. */
  shown: string;
  /** Goes through what can be looked at there, and looks. */
  then?: (page: Page, look: (step: string) => Promise<void>) => Promise<void>;
}

/** Collects what is wrong with pages as they are looked at, step by step. */
export class Inspection {
  readonly found: unknown[] = [];
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What axe finds, and whether something sticks out at the side. */
  async look(step: string): Promise<void> {
    const page = this.#page;
    // Colours move into place; what is measured on the way is what nobody reads.
    await page.evaluate(
      'Promise.all(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < Infinity).map(({ finished }) => finished.catch(() => null)))',
    );
    await page.evaluate(await axe());
    const results = await page.evaluate<AxeResults>(
      `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
    );
    for (const { id, nodes } of results.violations) {
      const where = nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ''}`);
      this.found.push([step, id, ...where]);
    }
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (wide > 0) this.found.push([step, `${wide} px too wide`]);
  }

  /** Goes to each page, and looks at it and at all that can be looked at there. */
  async walk(pages: readonly Walk[]): Promise<void> {
    for (const { address, shown, then } of pages) {
      await this.#page.goto(address);
      await this.#page.locator(shown).first().waitFor();
      await this.look(address);
      await then?.(this.#page, (step) => this.look(`${address}: ${step}`));
    }
  }
}

let source: Promise<string> | undefined;

function axe(): Promise<string> {
  source ??= readFile(AXE, 'utf8');
  return source;
}
