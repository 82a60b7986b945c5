import type { Enroll } from '@gatehouse/protocol';
import type { Input } from '@gatehouse/protocol/pipe';

import { readCode } from '../inputs.js';
import type { LinkAction, Notice } from '../screens/drawing.js';
import { drawEntry } from '../screens/entry-screen.js';
import { noticeOfEnrollment } from '../screens/notices.js';
import type { Texts } from '../texts/texts.js';
import type { DrawnAuthenticator, EnrollmentDialog, Move, StepCount } from './dialog.js';
import { enrollmentLinks } from './enrollment-links.js';

/**
 * ```
 *  (start-authenticator) ──> picture and key ──> code ──> (enroll)
 *                                  ↑                         │
 *                                  └─────── wrong code ──────┘
 * ```
 * The seed is fetched once: a wrong code must not make the person scan again.
 */
export class EnrollTotp implements EnrollmentDialog {
  readonly #texts: Texts;
  readonly #digits: number;
  readonly #count: StepCount;
  #postponements: number;
  #authenticator: DrawnAuthenticator | undefined;

  constructor(parameters: { texts: Texts; verdict: Enroll; digits: number; count: StepCount }) {
    const { texts, verdict, digits, count } = parameters;
    this.#texts = texts;
    this.#digits = digits;
    this.#count = count;
    this.#postponements = verdict.postponements;
  }

  start(): Move {
    if (this.#authenticator !== undefined) return this.#draw(this.#authenticator);
    return {
      do: 'start-authenticator',
      then: (authenticator) => {
        this.#authenticator = authenticator;
        return this.#draw(authenticator);
      },
    };
  }

  submit(inputs: readonly Input[]): Move {
    const read = readCode(inputs, this.#digits, this.#texts);
    if (this.#authenticator === undefined) return this.start();
    if ('problem' in read) {
      return this.#draw(this.#authenticator, { class: 'warning', text: read.problem });
    }
    return { do: 'enroll', action: { action: 'totp', code: read.code } };
  }

  follow(action: LinkAction): Move {
    return action.do === 'postpone'
      ? { do: 'enroll', action: { action: 'postpone' } }
      : { do: 'give-up' };
  }

  resume(verdict: Enroll): Move | undefined {
    if (verdict.step.what !== 'totp' || verdict.rejected === undefined) return undefined;
    if (this.#authenticator === undefined) return undefined;
    this.#postponements = verdict.postponements;
    return this.#draw(this.#authenticator, noticeOfEnrollment(verdict, this.#texts));
  }

  [Symbol.dispose](): void {
    this.#authenticator?.picture?.bits.fill(0);
    this.#authenticator = undefined;
  }

  #draw({ secret, picture }: DrawnAuthenticator, notice?: Notice): Move {
    const texts = this.#texts;
    const key = secret.match(/.{1,4}/g)?.join(' ') ?? secret;
    const prompt = texts[picture === undefined ? 'enroll.totp-key' : 'enroll.totp-scan'](key);
    return {
      do: 'draw',
      drawing: drawEntry({
        texts,
        title: texts['enroll.title'](texts['enroll.totp'], this.#count),
        prompt: texts.sentences([prompt, texts['code.digits'](this.#digits)]),
        picture,
        field: 'code',
        links: enrollmentLinks(this.#postponements, texts),
        notice,
      }),
    };
  }
}
