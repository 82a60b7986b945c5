import { drawPassword } from '../screens/password-screen.js';
import type { Texts } from '../texts/texts.js';
import type { Dialog, Move } from './dialog.js';

/** Shows a recovered password for a limited time (R32), then logs on with it. */
export class ShowPassword implements Dialog {
  readonly #texts: Texts;
  readonly #seconds: number;
  #password: Uint8Array | undefined;

  /** @param parameters `password` is UTF-8, and the dialog's own from now on */
  constructor(parameters: { texts: Texts; password: Uint8Array; seconds: number }) {
    this.#texts = parameters.texts;
    this.#password = parameters.password;
    this.#seconds = parameters.seconds;
  }

  get lapse(): Dialog['lapse'] {
    if (this.#password === undefined) return undefined;
    return { afterMs: this.#seconds * 1000, move: () => this.#hide() };
  }

  start(): Move {
    return this.#draw();
  }

  submit(): Move {
    return { do: 'log-on' };
  }

  follow(): Move {
    return { do: 'give-up' };
  }

  [Symbol.dispose](): void {
    this.#password?.fill(0);
    this.#password = undefined;
  }

  #hide(): Move {
    this[Symbol.dispose]();
    return this.#draw();
  }

  #draw(): Move {
    const password =
      this.#password === undefined ? undefined : Buffer.from(this.#password).toString('utf8');
    return {
      do: 'draw',
      drawing: drawPassword({ texts: this.#texts, password, seconds: this.#seconds }),
    };
  }
}
