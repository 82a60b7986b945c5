import { randomBytes } from 'node:crypto';

import { jest } from '@jest/globals';

import { verifyAuditChain } from '../support/crash/chain.js';
import { startCrashHouse } from '../support/crash/house.js';
import type { CrashHouse, Target } from '../support/crash/house.js';
import { Ledger } from '../support/crash/ledger.js';
import { People } from '../support/crash/people.js';
import { describeRound, playRound } from '../support/crash/round.js';
import type { RoundReport } from '../support/crash/round.js';
import { SeededRandom } from '../support/seeded-random.js';
import { Started } from '../support/started.js';

/**
 * Server, PostgreSQL and service are killed in the middle of logons. On Linux with runit (docs/operating.md): under
 * Wine the service control manager starts no service again.
 *
 * GATEHOUSE_CRASH_SEED repeats who does what and what is killed when; how the processes interleave, it cannot.
 */
const SEED = process.env['GATEHOUSE_CRASH_SEED'] ?? randomBytes(4).toString('hex');

const KILLS: Record<Target, number> = {
  server: 20,
  postgres: 20,
  service: 20,
  backend: 4,
  'server-and-postgres': 4,
};
const NEXT_LOGON_WITHIN_MS = 10_000;

/** A code is good once in 30 seconds: with so many people none has to be waited for. */
const PEOPLE = 60;

jest.setTimeout(90_000);

describe(`kill -9 in the middle of logons, from the seed ${SEED}`, () => {
  const random = new SeededRandom(SEED);
  const plan = random.shuffle(
    Object.entries(KILLS).flatMap(([target, count]) =>
      Array.from({ length: count }, () => target as Target),
    ),
  );
  const started = new Started();
  const reports: RoundReport[] = [];
  let house: CrashHouse;
  let people: People;
  let ledger: Ledger;

  beforeAll(async () => {
    process.stderr.write(`GATEHOUSE_CRASH_SEED=${SEED}\n`);
    house = started.use(await startCrashHouse());
    people = await People.add(house.administration, PEOPLE);
    ledger = new Ledger(house.administration);
    await ledger.settle([]);
  }, 180_000);

  afterAll(() => started[Symbol.asyncDispose](), 60_000);

  it.each(plan.map((target, index) => ({ number: index + 1, target })))(
    'kill $number, $target: nothing unproven is granted, no strike is lost, the next logon works within 10 s (R34)',
    async ({ number, target }) => {
      const report = await playRound(target, {
        house,
        people,
        random: random.fork(`round ${number}`),
      });
      reports.push(report);
      expect([...report.faults, ...(await ledger.settle(people.used))]).toEqual([]);
      expect(report.recoveryMs).toBeLessThan(NEXT_LOGON_WITHIN_MS);
    },
  );

  it('killed while logons were under way', () => {
    process.stderr.write(`${reports.map(describeRound).join('\n')}\n`);
    expect(reports).toHaveLength(plan.length);
    const inTheMiddle = reports.filter(({ interrupted }) => interrupted > 0);
    expect(inTheMiddle.length).toBeGreaterThan(plan.length / 2);
  });

  it('has in the audit whatever was refused at the tiles, in a chain of hashes without a fault', async () => {
    for (const person of people.all) {
      expect(ledger.failuresOf(person)).toBeGreaterThanOrEqual(person.failures);
    }
    expect(await verifyAuditChain(house.dataFolder)).toEqual([]);
  });
});
