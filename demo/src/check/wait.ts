import { setTimeout as sleep } from 'node:timers/promises';

import type { DemoUser } from '../terminal/panel.js';

/** Left of a step when codes that depend on it are about to be used: several logons fit. */
const MARGIN_SECONDS = 10;

const TIMEOUT_MS = 60_000;

/** Waits for the next step of the codes when little is left of this one. */
export async function waitForMargin(authenticator: DemoUser['authenticator']): Promise<void> {
  const left = authenticator.secondsLeft(new Date());
  if (left < MARGIN_SECONDS) await sleep(left * 1000 + 100);
}

/** @throws Error when it does not come true within a minute */
export async function waitUntil(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`in vain: ${what}`);
    await sleep(200);
  }
}
