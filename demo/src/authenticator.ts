import { totp } from '@gatehouse/protocol';

/** Plays the authenticator app of the demo's user. Time is an argument. */
export class Authenticator {
  readonly uri: string;
  readonly #seed: Uint8Array;

  /** @throws RangeError when the URI is not one of this product */
  constructor(uri: string) {
    this.uri = uri;
    this.#seed = totp.seedOfKeyUri(uri);
  }

  /** The code of the step that a time lies in, or of one `offset` steps away. */
  codeAt(time: Date, offset = 0): string {
    return totp.codeAt(this.#seed, stepAt(time) + offset);
  }

  /** A code that is right for no step near a time. */
  wrongCodeAt(time: Date): string {
    const right = new Set([-2, -1, 0, 1, 2].map((offset) => this.codeAt(time, offset)));
    for (let candidate = 0; ; candidate++) {
      const code = String(candidate).padStart(totp.DIGITS, '0');
      if (!right.has(code)) return code;
    }
  }

  /** Seconds until the next code. */
  secondsLeft(time: Date): number {
    return totp.PERIOD_SECONDS - (Math.floor(time.getTime() / 1000) % totp.PERIOD_SECONDS);
  }
}

function stepAt(time: Date): number {
  return totp.stepAt(Math.floor(time.getTime() / 1000));
}
