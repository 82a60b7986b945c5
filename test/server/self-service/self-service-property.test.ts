import type { ChallengeId, SelfServiceId, SelfServiceVerdict } from '@gatehouse/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { SelfServiceSource } from '../../../server/src/self-service/self-service.js';
import { PASSWORD } from '../../support/logon-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { SeededRandom } from '../../support/seeded-random.js';
import { ALICES_ANSWERS, SelfServiceScene } from '../../support/self-service-scene.js';
import { makeBrowser, makeSource } from '../../support/server-core.js';

const BOBS_ANSWERS = Object.fromEntries(
  Object.keys(ALICES_ANSWERS).map((id) => [id, `Bob's ${id}`]),
);
const RUNS = 12;
const STEPS = 60;

/** What one person has in hand. */
interface Hand {
  name: 'alice' | 'bob';
  source: SelfServiceSource;
  answers: Record<string, string>;
  purpose: 'reset' | 'unlock';
  newPassword: string;
  sessionId?: SelfServiceId;
  challengeId?: ChallengeId;
  isOver?: boolean;
}

describe('R29: two people whose steps are interleaved, at two doors', () => {
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  let finished = 0;

  it.each(Array.from({ length: RUNS }, (_, run) => run))(
    'never act on one another, whatever they mix up (run %i)',
    async (run) => {
      const random = new SeededRandom(`self-service-${run}`);
      await using scene = await SelfServiceScene.start(postgres);
      const { alice } = scene.logon;
      const bob = scene.directory.add({ name: 'bob', password: PASSWORD, mail: 'bob@corp.test' });
      scene.answers.enroll(bob.principalId, BOBS_ANSWERS, 3);
      await scene.applyPolicy({
        lockout: { strikes: 100, sourceStrikes: 100 },
        otp: { sendLimit: 1000 },
        logon: { desktop: { methods: ['email'] }, web: { methods: ['email'] } },
      });
      // Half of the runs from one source, where ids of the other one are not foreign; else at one door or at two.
      const makeAny = () => (random.chance(0.5) ? makeSource() : makeBrowser());
      const shared = random.chance(0.5) ? makeAny() : undefined;
      const handOf = (name: Hand['name'], answers: Hand['answers']): Hand => ({
        ...{ name, answers, source: shared ?? makeAny() },
        purpose: random.pick(['reset', 'reset', 'unlock'] as const),
        newPassword: `The password of ${name} 1`,
      });
      const hands = [handOf('alice', ALICES_ANSWERS), handOf('bob', BOBS_ANSWERS)] as const;
      const owners = new Map<SelfServiceId, Hand>();

      const act = async (me: Hand): Promise<void> => {
        const other = me === hands[0] ? hands[1] : hands[0];
        // Ids, answers and codes of the other one are tried as well as the own ones.
        const pick = () => (random.chance(0.85) ? me : other);
        const { source, newPassword } = me;
        const { sessionId } = pick();
        const owner = sessionId && owners.get(sessionId);
        if (sessionId === undefined || owner === undefined || me.isOver) {
          const begun = await scene.begin(me.name, { source, purpose: me.purpose });
          const first = source.door === 'web' ? 'challenge' : 'questions';
          if (begun.outcome !== first) throw new Error(JSON.stringify(begun));
          if (begun.outcome === 'challenge') me.challengeId = begun.challengeId;
          me.sessionId = begun.sessionId;
          me.isOver = false;
          owners.set(begun.sessionId, me);
          return;
        }
        const step = random.pick(['answer', 'code', 'code', 'reset', 'reset', 'choose'] as const);
        const { answers, name: readsMailOf } = pick();
        const { challengeId } = pick();
        const address = `${readsMailOf}@corp.test`;
        const wasSent = scene.mailer.sent.some(({ to }) => to === address);
        const code = wasSent ? scene.mailer.codeTo(address) : '000000';
        let verdict: SelfServiceVerdict;
        if (step === 'answer') {
          verdict = await scene.answer({ sessionId }, answers, { source });
          if (verdict.outcome !== 'denied' && verdict.outcome !== 'questions') {
            expect(answers).toBe(owner.answers);
          }
        } else if (step === 'reset') {
          verdict = await scene.reset({ sessionId }, newPassword, { source });
          if (verdict.outcome === 'done') passwords.set(owner.name, newPassword);
        } else {
          if (challengeId === undefined) return;
          const reference = { sessionId, challengeId };
          if (step === 'choose') {
            verdict = await scene.selfService.choose({ source, ...reference, method: 'email' });
          } else {
            verdict = await scene.answerCode(reference, code, { source });
            if (verdict.outcome !== 'denied' && verdict.outcome !== 'challenge') {
              expect(readsMailOf).toBe(owner.name);
            }
          }
        }
        if (verdict.outcome === 'denied') return;
        // Where it was begun only, for whom and what.
        expect(owner.source).toMatchObject({ door: source.door, key: source.key });
        if (verdict.outcome === 'challenge') owner.challengeId = verdict.challengeId;
        if (verdict.outcome !== 'done') return;
        finished += 1;
        owner.isOver = true;
        expect(verdict.account.samAccountName).toBe(owner.name);
        expect(verdict.purpose).toBe(owner.purpose);
      };

      const passwords = new Map<string, string>();
      for (let step = 0; step < STEPS; step++) {
        const [first, second] = random.shuffle(hands);
        if (random.chance(0.5)) await act(first!);
        else await Promise.all([act(first!), act(second!)]);
      }
      // Nobody has another password than the one that was chosen in a session of their own.
      for (const account of [alice, bob]) {
        const expected = passwords.get(account.samAccountName) ?? PASSWORD;
        expect(await scene.checkPassword(account, expected)).toBe('right');
      }
    },
  );

  it('and get done what they came for, in some of the runs', () => {
    expect(finished).toBeGreaterThan(5);
  });

  it('a workstation cannot go on with what another one began', async () => {
    await using scene = await SelfServiceScene.start(postgres);
    const asked = await scene.begin();
    if (asked.outcome !== 'questions') throw new Error(asked.outcome);
    const thief = makeSource();
    expect(await scene.answer(asked, ALICES_ANSWERS, { source: thief })).toMatchObject({
      code: 'self-service.unknown',
    });
    expect(scene.answers.opened).toBe(0);
    expect(await scene.logon.strikes()).toBe(0);
  });
});
