import { createHash } from 'node:crypto';

import { encodeHeader } from '../../../protocol/src/recovery/header.js';
import { normaliseAnswer, parseLock } from '../../../protocol/src/recovery/index.js';
import type { KeyWrap } from '../../../protocol/src/recovery/index.js';
import { unwrapKey } from '../../../protocol/src/recovery/key-wrap.js';
import type { WrapContext } from '../../../protocol/src/recovery/key-wrap.js';
import { listSubsets } from '../../../protocol/src/recovery/subsets.js';

/** What somebody who has a lock and knows the person holds possible, by question. */
export type AnswerSpaces = Record<string, readonly string[]>;

/**
 * Guesses the answers of a lock without mandatory questions, the way that costs least: the subset with the fewest
 * combinations, each with one Argon2id.
 */
export class LockSearch {
  readonly #candidates: Iterator<Pairs>;
  readonly #wrap: KeyWrap;
  readonly #context: Omit<WrapContext, 'answers'>;
  /** How many combinations there are. */
  readonly combinations: number;

  constructor(bytes: Uint8Array, spaces: AnswerSpaces) {
    const { header, wraps } = parseLock(bytes);
    const headerHash = createHash('sha256').update(encodeHeader(header)).digest();
    this.#context = { headerHash, cost: header.cost };
    const choices = listSubsets(header.optional.length, header.threshold).map((subset, at) => {
      const questions = subset.map((place) => header.optional[place]!);
      const sizes = questions.map((id) => spaces[id]!.length);
      return { wrap: wraps[at]!, questions, size: sizes.reduce((a, b) => a * b, 1) };
    });
    const { wrap, questions, size } = choices.sort((a, b) => a.size - b.size)[0]!;
    this.combinations = size;
    this.#wrap = wrap;
    this.#candidates = combine(questions, spaces);
  }

  /** Tries the next combination. @returns whether it was the one; undefined when there is none left */
  async guess(): Promise<boolean | undefined> {
    const next = this.#candidates.next();
    if (next.done === true) return undefined;
    const context = { ...this.#context, answers: next.value };
    return (await unwrapKey(this.#wrap, context)) !== undefined;
  }
}

type Pairs = WrapContext['answers'];

function* combine([first, ...rest]: string[], spaces: AnswerSpaces): Generator<Pairs, void> {
  if (first === undefined) {
    yield [];
    return;
  }
  for (const answer of spaces[first]!) {
    const pair = [Buffer.from(first), normaliseAnswer(Buffer.from(answer))] as const;
    for (const others of combine(rest, spaces)) yield [pair, ...others];
  }
}
