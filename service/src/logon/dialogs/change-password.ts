import type { PasswordRuleText } from '@gatehouse/protocol';
import type { Input } from '@gatehouse/protocol/pipe';

import { readNewPassword } from '../inputs.js';
import type { Notice } from '../screens/drawing.js';
import { drawNewPassword } from '../screens/new-password-screen.js';
import { textOfRule } from '../screens/notices.js';
import type { Texts } from '../texts/texts.js';
import type { ChangeDialog, Move } from './dialog.js';

/**
 * Asks for a new password instead of the present one. What can be seen here is said here; Windows and its domain
 * controller judge the rest.
 */
export class ChangePassword implements ChangeDialog {
  readonly #texts: Texts;
  readonly #reason: string | undefined;
  readonly #isPresent: (password: Uint8Array) => boolean;
  readonly rules: readonly PasswordRuleText[];
  #notice: Notice | undefined;

  constructor(parameters: {
    texts: Texts;
    /** Why it must be changed, in words; undefined where the person wants it. */
    reason: string | undefined;
    rules: readonly PasswordRuleText[];
    /** Whether this is the present one. */
    isPresent: (password: Uint8Array) => boolean;
  }) {
    this.#texts = parameters.texts;
    this.#reason = parameters.reason;
    this.rules = parameters.rules;
    this.#isPresent = parameters.isPresent;
  }

  start(): Move {
    return this.#draw(this.#notice);
  }

  submit(inputs: readonly Input[]): Move {
    this.#notice = undefined;
    const texts = this.#texts;
    const read = readNewPassword(inputs, texts);
    if ('problem' in read) return this.#draw({ class: 'warning', text: read.problem });
    const { password } = read;
    const problem = this.#problemOf(password);
    if (problem === undefined) return { do: 'set-password', password };
    password.fill(0);
    return this.#draw({ class: 'warning', text: problem });
  }

  follow(): Move {
    return { do: 'give-up' };
  }

  refuse(notice: Notice): Move {
    this.#notice = notice;
    return this.#draw(notice);
  }

  [Symbol.dispose](): void {
    // What was typed went to whoever sets it.
  }

  #problemOf(password: Uint8Array): string | undefined {
    if (this.#isPresent(password)) return this.#texts['change.same'];
    const length = this.rules.find(({ code }) => code === 'password.length');
    // UTF-16 code units, as Windows counts.
    const isShort = Buffer.from(password).toString('utf8').length < (length?.value ?? 0);
    return length !== undefined && isShort
      ? this.#texts['reset.broken'](textOfRule(length, this.#texts))
      : undefined;
  }

  #draw(notice: Notice | undefined): Move {
    const texts = this.#texts;
    const rules = this.rules.map((rule) => textOfRule(rule, texts));
    const title = texts['change.title'];
    return {
      do: 'draw',
      drawing: drawNewPassword({ texts, title, reason: this.#reason, rules, notice }),
    };
  }
}
