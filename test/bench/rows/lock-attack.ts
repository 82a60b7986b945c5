import { availableParallelism } from 'node:os';

import { createLock } from '../../../protocol/src/recovery/index.js';
import { systemRandom } from '../../../server/src/random.js';
import { typed } from '../../support/recovery/vectors.js';
import type { TypedAnswers } from '../../support/recovery/vectors.js';
import { median } from '../../support/statistics.js';
import { bareLockHash } from '../load/bare-lock-hash.js';
import { LockSearch } from '../load/lock-search.js';
import type { AnswerSpaces } from '../load/lock-search.js';
import { ratesInTurn } from '../load/rates.js';
import type { Row } from '../row.js';

const ROUNDS = 8;
const ROUND_MS = 1_500;
const ANSWERS: TypedAnswers = { a: 'a2', b: 'b2', c: 'c2', d: 'd2', e: 'e2' };
const THRESHOLD = 3;
/** What the projection assumes of an answer: one of so many that the guesser knows, all alike likely. */
const PROJECTED_SPACE = 4096;
const SECONDS_A_YEAR = 31_557_600;

export const lockAttack: Row = {
  name: 'lock-attack',
  about: 'guesses at a recovery lock by a search program on all cores, over bare Argon2id',
  async measure({ say }) {
    const { lock } = await createLock({
      principalId: 'alice',
      questions: { mandatory: [], optional: typed(ANSWERS) },
      threshold: THRESHOLD,
      random: systemRandom,
    });
    const concurrency = availableParallelism();
    // Three questions with four answers each, two with more: found, or the rates below are of something else.
    await searchThrough(new LockSearch(lock, spacesOf(4, 64)), concurrency, say);

    const search = new LockSearch(lock, spacesOf(PROJECTED_SPACE, PROJECTED_SPACE));
    const [guesses, bare] = await ratesInTurn({ rounds: ROUNDS, roundMs: ROUND_MS, concurrency }, [
      async () => {
        await search.guess();
      },
      bareLockHash,
    ]);
    const rate = median(guesses);
    const ratios = guesses.map((each, round) => each / (bare[round] ?? Infinity));
    const years = PROJECTED_SPACE ** THRESHOLD / 2 / rate / SECONDS_A_YEAR;
    say(`${rate.toFixed(1)} guesses a second on ${concurrency} cores`);
    return [
      { part: 'over bare', value: median(ratios), unit: '×', budget: 1.1, limit: 'most' },
      { part: 'a core', value: rate / concurrency, unit: '/s', budget: 25, limit: 'most' },
      { part: 'projected', value: years, unit: 'years', budget: 10, limit: 'least' },
    ];
  },
};

async function searchThrough(
  search: LockSearch,
  concurrency: number,
  say: (message: string) => void,
): Promise<void> {
  const begin = performance.now();
  let tried = 0;
  let found = false;
  const isFound = (): boolean => found;
  const worker = async (): Promise<void> => {
    while (!isFound()) {
      const hit = await search.guess();
      if (hit === undefined) return;
      tried++;
      if (hit) found = true;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  if (!isFound()) throw new Error('the search program did not find the answers');
  const seconds = (performance.now() - begin) / 1000;
  say(`found after ${tried} of ${search.combinations} combinations, ${seconds.toFixed(1)} s`);
}

/** The right answers among others: `few` for the first three questions, `many` for the rest. */
function spacesOf(few: number, many: number): AnswerSpaces {
  return Object.fromEntries(
    Object.keys(ANSWERS).map((id, place) => {
      const size = place < THRESHOLD ? few : many;
      return [id, Array.from({ length: size }, (_, n) => `${id}${n}`)];
    }),
  );
}
