import type { LockHeader } from './header.js';
import type { AnswerPair } from './key-wrap.js';
import { MAX_ANSWER_BYTES } from './limits.js';
import { normaliseAnswer } from './normalise-answer.js';

/** An answer as typed, in UTF-8. The caller wipes it. */
export interface Answer {
  /** The question's. */
  id: string;
  answer: Uint8Array;
}

/** Answers in their normal form by question, wiped at the end of their block. */
export class NormalAnswers implements Disposable {
  readonly #byId = new Map<string, Uint8Array>();

  /** @throws RangeError when a question is answered twice, or an answer is longer than {@link MAX_ANSWER_BYTES} */
  constructor(answers: readonly Answer[]) {
    for (const { id, answer } of answers) {
      if (this.#byId.has(id)) throw new RangeError(`the question ${id} is answered twice`);
      if (answer.length > MAX_ANSWER_BYTES) throw new RangeError('an answer is too long');
      this.#byId.set(id, normaliseAnswer(answer));
    }
  }

  /** The questions whose answers are not blank. */
  get answeredIds(): string[] {
    return [...this.#byId].filter(([, answer]) => answer.length > 0).map(([id]) => id);
  }

  get hasBlank(): boolean {
    return this.answeredIds.length < this.#byId.size;
  }

  get hasEqual(): boolean {
    const texts = [...this.#byId.values()].map((answer) => Buffer.from(answer).toString('latin1'));
    return new Set(texts).size < texts.length;
  }

  /** What is stretched for one subset of the optional questions: every mandatory answer, then the subset's. */
  pairsFor({ mandatory, optional }: LockHeader, subset: readonly number[]): AnswerPair[] {
    return [...mandatory, ...subset.map((place) => optional[place] ?? '')].map((id) => {
      const answer = this.#byId.get(id);
      if (answer === undefined) throw new RangeError(`the question ${id} is not answered`);
      return [Buffer.from(id), answer];
    });
  }

  [Symbol.dispose](): void {
    for (const answer of this.#byId.values()) answer.fill(0);
  }
}
