import type { Question } from '@gatehouse/protocol';

import type { GivenAnswer } from './dialog.js';

/** Questions to be answered one after another: the mandatory ones, then `count` that the person chooses. */
export class QuestionSheet implements Disposable {
  readonly #mandatory: readonly Question[];
  readonly #optional: readonly Question[];
  readonly #count: number;
  /** In the order they were given, UTF-8. */
  readonly #answers = new Map<string, Uint8Array>();
  /** Which choice is shown first. */
  #preferred: string | undefined;

  constructor(questions: {
    mandatory: readonly Question[];
    optional: readonly Question[];
    count: number;
  }) {
    const { mandatory, optional, count } = questions;
    this.#mandatory = mandatory;
    this.#optional = optional;
    this.#count = Math.min(count, optional.length);
  }

  get total(): number {
    return this.#mandatory.length + this.#count;
  }

  /** Which question is asked now, from 1. */
  get number(): number {
    return this.#answers.size + 1;
  }

  get isComplete(): boolean {
    return this.#answers.size >= this.total;
  }

  /** The mandatory question that is asked now; undefined when there is a choice. */
  get mandatory(): Question | undefined {
    return this.#mandatory.find(({ id }) => !this.#answers.has(id));
  }

  get choices(): readonly Question[] {
    return this.#optional.filter(({ id }) => !this.#answers.has(id));
  }

  /** The index of the choice to begin with. */
  get preferred(): number {
    return Math.max(
      0,
      this.choices.findIndex(({ id }) => id === this.#preferred),
    );
  }

  /** What was answered so far. */
  get given(): readonly Uint8Array[] {
    return [...this.#answers.values()];
  }

  /** Shows a choice again that did not do. */
  prefer({ id }: Question): void {
    this.#preferred = id;
  }

  /** @param answer the sheet's own from now on */
  take({ id }: Question, answer: Uint8Array): void {
    this.#drop(id);
    this.#answers.set(id, answer);
    this.#preferred = undefined;
  }

  /** Asks the last question again. */
  back(): void {
    const last = [...this.#answers.keys()].at(-1);
    if (last !== undefined) this.reject(last);
  }

  /** Asks one question again, or all of them. */
  reject(id: string | undefined): void {
    if (id !== undefined && this.#drop(id)) this.#preferred = id;
    else this[Symbol.dispose]();
  }

  /** The whole set, as text: whoever asked for it seals it or evaluates it, and keeps nothing. */
  read(): GivenAnswer[] {
    return [...this.#answers].map(([id, answer]) => ({
      id,
      answer: Buffer.from(answer).toString('utf8'),
    }));
  }

  [Symbol.dispose](): void {
    for (const answer of this.#answers.values()) answer.fill(0);
    this.#answers.clear();
    this.#preferred = undefined;
  }

  #drop(id: string): boolean {
    this.#answers.get(id)?.fill(0);
    return this.#answers.delete(id);
  }
}
