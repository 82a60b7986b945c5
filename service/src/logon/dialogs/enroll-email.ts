import type { Enroll, EnrollmentStep } from '@gatehouse/protocol';
import type { Input } from '@gatehouse/protocol/pipe';

import { readAddress, readCode } from '../inputs.js';
import type { Link, LinkAction, Notice } from '../screens/drawing.js';
import { drawEntry } from '../screens/entry-screen.js';
import { noticeOfEnrollment } from '../screens/notices.js';
import type { Texts } from '../texts/texts.js';
import type { EnrollmentDialog, Move, StepCount } from './dialog.js';
import { enrollmentLinks } from './enrollment-links.js';

type EmailStep = Extract<EnrollmentStep, { what: 'email' }>;

/**
 * ```
 *   address ──> (enroll) ──> code ──> (enroll)
 *      ↑                       │
 *      └───── other address ───┘
 * ```
 * The server says which of the two is next; only the way back to the address is ours.
 */
export class EnrollEmail implements EnrollmentDialog {
  readonly #texts: Texts;
  readonly #count: StepCount;
  #step: EmailStep;
  #postponements: number;
  #stage: EmailStep['stage'];

  constructor(parameters: { texts: Texts; verdict: Enroll; step: EmailStep; count: StepCount }) {
    const { texts, verdict, step, count } = parameters;
    this.#texts = texts;
    this.#count = count;
    this.#step = step;
    this.#stage = step.stage;
    this.#postponements = verdict.postponements;
  }

  start(): Move {
    return this.#draw();
  }

  submit(inputs: readonly Input[]): Move {
    if (this.#stage === 'address') {
      const read = readAddress(inputs, this.#texts);
      if ('problem' in read) return this.#draw({ class: 'warning', text: read.problem });
      return { do: 'enroll', action: { action: 'email', address: read.address } };
    }
    const read = readCode(inputs, this.#step.digits, this.#texts);
    if ('problem' in read) return this.#draw({ class: 'warning', text: read.problem });
    return { do: 'enroll', action: { action: 'email-code', code: read.code } };
  }

  follow(action: LinkAction): Move {
    switch (action.do) {
      case 'back':
        this.#stage = 'address';
        return this.#draw();
      case 'postpone':
        return { do: 'enroll', action: { action: 'postpone' } };
      default:
        return { do: 'give-up' };
    }
  }

  resume(verdict: Enroll): Move | undefined {
    if (verdict.step.what !== 'email') return undefined;
    this.#step = verdict.step;
    this.#stage = verdict.step.stage;
    this.#postponements = verdict.postponements;
    return this.#draw(noticeOfEnrollment(verdict, this.#texts));
  }

  [Symbol.dispose](): void {
    // What it holds is no secret: neither the address nor the code is kept.
  }

  #draw(notice?: Notice): Move {
    const texts = this.#texts;
    const { destination, digits } = this.#step;
    const atCode = this.#stage === 'code';
    const sent =
      destination === undefined ? texts['code.email-nowhere'] : texts['code.email'](destination);
    const back: Link[] = atCode ? [['link1', { do: 'back' }, texts['enroll.other-address']]] : [];
    return {
      do: 'draw',
      drawing: drawEntry({
        texts,
        title: texts['enroll.title'](texts['enroll.email'], this.#count),
        prompt: atCode
          ? texts.sentences([sent, texts['code.digits'](digits)])
          : texts['enroll.address'],
        field: atCode ? 'code' : 'address',
        links: [...back, ...enrollmentLinks(this.#postponements, texts)],
        notice,
      }),
    };
  }
}
