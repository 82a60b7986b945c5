import type { PasswordRuleText, SelfServiceNewPassword } from '@gatehouse/protocol';
import type { Input } from '@gatehouse/protocol/pipe';

import { readNewPassword } from '../inputs.js';
import type { Notice } from '../screens/drawing.js';
import { drawNewPassword } from '../screens/new-password-screen.js';
import { noticeOfBrokenRule, textOfRule } from '../screens/notices.js';
import type { Texts } from '../texts/texts.js';
import type { Dialog, Move } from './dialog.js';

/** Asks for a new password instead of a forgotten one. The directory judges it: it alone knows all of its rules. */
export class ChoosePassword implements Dialog {
  readonly #texts: Texts;
  readonly #rules: readonly PasswordRuleText[];
  #notice: Notice | undefined;

  constructor(parameters: { texts: Texts; verdict: SelfServiceNewPassword }) {
    const { texts, verdict } = parameters;
    this.#texts = texts;
    this.#rules = verdict.rules;
    this.#notice = noticeOfBrokenRule(verdict, texts);
  }

  start(): Move {
    return this.#draw(this.#notice);
  }

  submit(inputs: readonly Input[]): Move {
    const read = readNewPassword(inputs, this.#texts);
    if ('problem' in read) return this.#draw({ class: 'warning', text: read.problem });
    this.#notice = undefined;
    return { do: 'set-password', password: read.password };
  }

  follow(): Move {
    return { do: 'give-up' };
  }

  [Symbol.dispose](): void {
    // What was typed went to whoever sets it.
  }

  #draw(notice: Notice | undefined): Move {
    const texts = this.#texts;
    const rules = this.#rules.map((rule) => textOfRule(rule, texts));
    return { do: 'draw', drawing: drawNewPassword({ texts, rules, notice }) };
  }
}
