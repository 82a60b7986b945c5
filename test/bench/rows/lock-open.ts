import { createLock, openLock } from '../../../protocol/src/recovery/index.js';
import { systemRandom } from '../../../server/src/random.js';
import { typed } from '../../support/recovery/vectors.js';
import type { TypedAnswers } from '../../support/recovery/vectors.js';
import { median } from '../../support/statistics.js';
import { bareLockHash } from '../load/bare-lock-hash.js';
import type { Row } from '../row.js';

const ANSWERS: TypedAnswers = { a: 'one', b: 'two', c: 'three', d: 'four', e: 'five' };
const THRESHOLD = 3;
const BUDGET_MS = 20;

/** Answers that open the lock with the last of so many subsets. */
const CASES = [
  { part: '1 subset', subsets: 1, answers: pick('a', 'b', 'c'), rounds: 21 },
  { part: '10 subsets', subsets: 10, answers: { ...ANSWERS, a: 'x', b: 'y' }, rounds: 7 },
];

export const lockOpen: Row = {
  name: 'lock-open',
  about: 'a recovery lock opened with right answers, over bare Argon2id for each subset tried',
  async measure({ say }) {
    const { lock } = await createLock({
      principalId: 'alice',
      questions: { mandatory: [], optional: typed(ANSWERS) },
      threshold: THRESHOLD,
      random: systemRandom,
    });
    const measurements = [];
    for (const { part, subsets, answers, rounds } of CASES) {
      const open = () => openLock(lock, { expectedPrincipalId: 'alice', answers: typed(answers) });
      const bare = async () => {
        for (let count = 0; count < subsets; count++) await bareLockHash();
      };
      const times: { open: number; bare: number }[] = [];
      for (let round = -1; round < rounds; round++) {
        // In turn, the first one alternating: whatever else the machine does weighs on both.
        const before = round % 2 === 0 ? await timeOf(bare) : undefined;
        const opened = await timeOf(open);
        const time = { open: opened, bare: before ?? (await timeOf(bare)) };
        if (round >= 0) times.push(time);
      }
      const whole = median(times.map((time) => time.open));
      const hashes = median(times.map((time) => time.bare));
      say(`${part}: ${whole.toFixed(1)} ms, bare ${hashes.toFixed(1)} ms`);
      const value = median(times.map((time) => time.open - time.bare));
      measurements.push({ part, value, unit: 'ms', budget: BUDGET_MS, limit: 'most' as const });
    }
    return measurements;
  },
};

/** Milliseconds. */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function pick(...ids: string[]): TypedAnswers {
  return Object.fromEntries(ids.map((id) => [id, ANSWERS[id]!]));
}
