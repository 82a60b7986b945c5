import type { SelfServiceChallenge } from '@gatehouse/protocol';
import type { Input } from '@gatehouse/protocol/pipe';

import { readCode } from '../inputs.js';
import { drawCode } from '../screens/code-screen.js';
import type { LinkAction, Notice } from '../screens/drawing.js';
import type { Texts } from '../texts/texts.js';
import type { Dialog, Move } from './dialog.js';

/** The code that a self-service asks for. */
export class ProveCode implements Dialog {
  readonly #texts: Texts;
  readonly #challenge: SelfServiceChallenge;
  readonly #notice: Notice | undefined;

  constructor(parameters: {
    texts: Texts;
    challenge: SelfServiceChallenge;
    /** Why the last one did not do, or that another was sent. */
    notice: Notice | undefined;
  }) {
    this.#texts = parameters.texts;
    this.#challenge = parameters.challenge;
    this.#notice = parameters.notice;
  }

  start(): Move {
    return this.#draw(this.#notice);
  }

  submit(inputs: readonly Input[]): Move {
    const read = readCode(inputs, this.#challenge.digits, this.#texts);
    if ('problem' in read) return this.#draw({ class: 'warning', text: read.problem });
    return { do: 'prove', code: read.code };
  }

  follow(action: LinkAction): Move {
    if (action.do === 'resend') return { do: 'choose', method: this.#challenge.current.method };
    return action.do === 'use' ? { do: 'choose', method: action.method } : { do: 'give-up' };
  }

  [Symbol.dispose](): void {
    // No code is kept.
  }

  #draw(notice: Notice | undefined): Move {
    // Said to everybody, so that it tells nothing of anybody (R38).
    const texts = this.#texts;
    const otherwise = texts['self-service.no-code'];
    const parameters = { texts, challenge: this.#challenge, notice, otherwise };
    return { do: 'draw', drawing: drawCode(parameters) };
  }
}
