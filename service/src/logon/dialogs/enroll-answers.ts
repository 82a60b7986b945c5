import type { AnswersStep, Enroll, Question } from '@gatehouse/protocol';
import type { Input } from '@gatehouse/protocol/pipe';
import { checkAnswer } from '@gatehouse/protocol/recovery';
import type { AnswerFault } from '@gatehouse/protocol/recovery';

import { readAnswer, readChoice } from '../inputs.js';
import type { Link, LinkAction, Notice } from '../screens/drawing.js';
import { noticeOfEnrollment } from '../screens/notices.js';
import { drawQuestion } from '../screens/question-screen.js';
import type { Texts } from '../texts/texts.js';
import type { EnrollmentDialog, Move, StepCount } from './dialog.js';
import { enrollmentLinks } from './enrollment-links.js';
import { QuestionSheet } from './question-sheet.js';

/**
 * ```
 *   ┌──────────┐ answer does    ┌──────────┐  last answer
 *   │ question │ ─────────────> │ the next │ … ──────────> given ──> (enroll)
 *   └──────────┘ <───────────── └──────────┘                 │
 *        ↑  back                                             │ rejected: that question again
 *        └───────────────────────────────────────────────────┘
 * ```
 * The answers stay here, as bytes, until the server has taken them.
 */
export class EnrollAnswers implements EnrollmentDialog {
  readonly #texts: Texts;
  readonly #names: readonly string[];
  readonly #count: StepCount;
  #step: AnswersStep;
  #postponements: number;
  #sheet: QuestionSheet;

  constructor(parameters: {
    texts: Texts;
    verdict: Enroll;
    step: AnswersStep;
    /** What the person is called: no answer may be part of it (R30). */
    names: readonly string[];
    count: StepCount;
  }) {
    const { texts, verdict, step, names, count } = parameters;
    this.#texts = texts;
    this.#names = names;
    this.#count = count;
    this.#step = step;
    this.#postponements = verdict.postponements;
    this.#sheet = new QuestionSheet({ ...step, count: step.shares });
  }

  start(): Move {
    return this.#next();
  }

  submit(inputs: readonly Input[]): Move {
    const question = this.#asked(inputs);
    // The server did not take the set, and there is no screen to answer on.
    if (question === undefined) return this.#next();
    const read = readAnswer(inputs, this.#texts);
    if ('problem' in read) return this.#again(question, read.problem);
    const { answer } = read;
    const fault = checkAnswer(answer, {
      minLength: this.#step.minimumLength,
      blocklist: this.#step.blocklist,
      question: question.text,
      names: this.#names,
      otherAnswers: this.#sheet.given,
    });
    if (fault !== undefined) {
      answer.fill(0);
      return this.#again(question, textOfFault(fault, this.#step.minimumLength, this.#texts));
    }
    this.#sheet.take(question, answer);
    return this.#next();
  }

  follow(action: LinkAction): Move {
    switch (action.do) {
      case 'back':
        this.#sheet.back();
        return this.#next();
      case 'postpone':
        return { do: 'enroll', action: { action: 'postpone' } };
      default:
        return { do: 'give-up' };
    }
  }

  resume(verdict: Enroll): Move | undefined {
    if (verdict.step.what !== 'answers' || verdict.rejected === undefined) return undefined;
    if (!sameQuestions(verdict.step, this.#step)) return undefined;
    this.#step = verdict.step;
    this.#postponements = verdict.postponements;
    this.#sheet.reject(verdict.rejected.questionId);
    return this.#next(noticeOfEnrollment(verdict, this.#texts));
  }

  [Symbol.dispose](): void {
    this.#sheet[Symbol.dispose]();
  }

  /** The question that a submitted screen answers. */
  #asked(inputs: readonly Input[]): Question | undefined {
    if (this.#sheet.isComplete) return undefined;
    const { mandatory, choices, preferred } = this.#sheet;
    return mandatory ?? choices[readChoice(inputs, choices.length) ?? preferred];
  }

  #again(question: Question, problem: string): Move {
    this.#sheet.prefer(question);
    return this.#next({ class: 'warning', text: problem });
  }

  #next(notice?: Notice): Move {
    const sheet = this.#sheet;
    if (sheet.isComplete) {
      return { do: 'enroll', action: { action: 'answers', answers: sheet.read() } };
    }
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
        title: texts['enroll.title'](texts['enroll.answers'], this.#count),
        introduction: number === 1 ? texts['enroll.answers-why'] : undefined,
        number,
        total,
        ...(mandatory === undefined ? { choices } : { question: mandatory.text }),
        links: [...back, ...enrollmentLinks(this.#postponements, texts)],
        notice,
      }),
    };
  }
}

function sameQuestions(one: AnswersStep, other: AnswersStep): boolean {
  const shape = ({ mandatory, optional, shares }: AnswersStep): string =>
    JSON.stringify([mandatory.map(({ id }) => id), optional.map(({ id }) => id), shares]);
  return shape(one) === shape(other);
}

function textOfFault(fault: AnswerFault, minimum: number, texts: Texts): string {
  switch (fault) {
    case 'blank':
      return texts['question.missing'];
    case 'too-short':
      return texts['answer.too-short'](minimum);
    case 'too-long':
      return texts['answer.too-long'];
    case 'blocked':
      return texts['answer.blocked'];
    case 'in-question':
      return texts['answer.in-question'];
    case 'in-name':
      return texts['answer.in-name'];
    case 'repeated':
      return texts['answer.repeated'];
  }
}
