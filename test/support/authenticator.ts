import { setTimeout as sleep } from 'node:timers/promises';

import { totp } from '../../protocol/src/index.js';

/** A person's authenticator app: gives each step's code once, because each is accepted once. */
export class Authenticator {
  readonly #seed: Uint8Array;
  #lastStep = 0;

  constructor(uri: string) {
    this.#seed = totp.seedOfKeyUri(uri);
  }

  /** The earliest code that was not given before and that the server takes now; waits for a new step if it must. */
  async nextCode(): Promise<string> {
    const now = () => totp.stepAt(Date.now() / 1000);
    // One step back is within the window too, unless the present step ends on the way to the server.
    const left = totp.PERIOD_SECONDS - ((Date.now() / 1000) % totp.PERIOD_SECONDS);
    const step = Math.max(this.#lastStep + 1, left > 10 ? now() - totp.WINDOW_STEPS : now());
    while (step > now() + totp.WINDOW_STEPS) await sleep(200);
    this.#lastStep = step;
    return totp.codeAt(this.#seed, step);
  }

  /** The code that was given last. */
  usedCode(): string {
    return totp.codeAt(this.#seed, this.#lastStep);
  }

  /** Six digits that are the code of no step near. */
  wrongCode(): string {
    const near = totp.stepAt(Date.now() / 1000);
    const taken = new Set(
      Array.from({ length: 21 }, (_, index) => totp.codeAt(this.#seed, near + index - 10)),
    );
    for (let n = 0; ; n++) {
      const code = String(n).padStart(totp.DIGITS, '0');
      if (!taken.has(code)) return code;
    }
  }
}
