import type { Question } from '@gatehouse/protocol';
import type { Input } from '@gatehouse/protocol/pipe';

import type { RecoveryQuestions } from '../../offline/offline-authority.js';
import { readAnswer, readChoice } from '../inputs.js';
import type { Link, LinkAction, Notice } from '../screens/drawing.js';
import { drawQuestion } from '../screens/question-screen.js';
import type { Texts } from '../texts/texts.js';
import type { Dialog, Move } from './dialog.js';
import { QuestionSheet } from './question-sheet.js';

/**
 * ```
 *   question ──> the next … ──> given ──> (recover)
 *      ↑  back        │
 *      └──────────────┘
 * ```
 * The questions of a recovery or a self-service. No answer is judged by itself: only the set is right or wrong.
 */
export class Recover implements Dialog {
  readonly #texts: Texts;
  readonly #title: string;
  readonly #introduction: string | undefined;
  readonly #sheet: QuestionSheet;
  #notice: Notice | undefined;

  /** @param notice what the first question is shown with: that the last set was wrong, how many may still be */
  constructor(parameters: {
    texts: Texts;
    /** What the questions are for. */
    title: string;
    /** What is said before each question. */
    introduction?: string | undefined;
    questions: Pick<RecoveryQuestions, 'mandatory' | 'optional' | 'threshold'>;
    notice?: Notice | undefined;
  }) {
    const { texts, questions, notice } = parameters;
    this.#texts = texts;
    this.#title = parameters.title;
    this.#introduction = parameters.introduction;
    this.#sheet = new QuestionSheet({ ...questions, count: questions.threshold });
    this.#notice = notice;
  }

  start(): Move {
    return this.#next(this.#notice);
  }

  submit(inputs: readonly Input[]): Move {
    const question = this.#asked(inputs);
    if (question === undefined) return this.#next();
    const read = readAnswer(inputs, this.#texts);
    if ('problem' in read) {
      this.#sheet.prefer(question);
      return this.#next({ class: 'warning', text: read.problem });
    }
    this.#notice = undefined;
    this.#sheet.take(question, read.answer);
    return this.#next();
  }

  follow(action: LinkAction): Move {
    if (action.do !== 'back') return { do: 'give-up' };
    this.#sheet.back();
    return this.#next();
  }

  [Symbol.dispose](): void {
    this.#sheet[Symbol.dispose]();
  }

  #asked(inputs: readonly Input[]): Question | undefined {
    if (this.#sheet.isComplete) return undefined;
    const { mandatory, choices, preferred } = this.#sheet;
    return mandatory ?? choices[readChoice(inputs, choices.length) ?? preferred];
  }

  #next(notice?: Notice): Move {
    const sheet = this.#sheet;
    if (sheet.isComplete) return { do: 'recover', answers: sheet.read() };
    const texts = this.#texts;
    const { mandatory, number, total } = sheet;
    const back: Link[] = number > 1 ? [['link1', { do: 'back' }, texts['link.back']]] : [];
    const choices = {
      options: sheet.choices.map(({ text }) => text),
      selected: sheet.preferred,
    };
    return {
      do: 'draw',
      drawing: drawQuestion({
        texts,
        title: this.#title,
        introduction: this.#introduction,
        number,
        total,
        ...(mandatory === undefined ? { choices } : { question: mandatory.text }),
        links: [...back, ['link4', { do: 'start-over' }, texts['code.start-over']]],
        notice,
      }),
    };
  }
}
