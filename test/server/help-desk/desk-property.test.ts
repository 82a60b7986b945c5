import type { SelfServiceVerdict } from '@gatehouse/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { Operator } from '../../../server/src/access/operator.js';
import { ApplicationError } from '../../../server/src/errors/application-error.js';
import { DeskScene, makeContext } from '../../support/desk-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { SeededRandom } from '../../support/seeded-random.js';

const RUNS = 8;
const STEPS = 60;

/** What one person, and the operator who helps them, have in hand. */
interface Hand {
  name: 'alice' | 'bob';
  operator: Operator;
  newPassword: string;
  verification?: Begun;
  tokens: string[];
  link?: Begun;
  isVerified?: boolean;
  isProven?: boolean;
}

interface Begun {
  sessionId: never;
  challengeId: never;
}

const STEP_KINDS = ['begin', 'code', 'issue', 'open', 'link-code', 'redeem'] as const;
type Step = (typeof STEP_KINDS)[number];

/** What leads somebody to a new password. */
function sensibleStep(hand: Hand): Step {
  if (hand.verification === undefined) return 'begin';
  if (!hand.isVerified) return 'code';
  if (hand.tokens.length === 0) return 'issue';
  if (hand.link === undefined) return 'open';
  return hand.isProven ? 'redeem' : 'link-code';
}

const begunOf = (verdict: SelfServiceVerdict): Begun =>
  ({
    sessionId: 'sessionId' in verdict ? verdict.sessionId : undefined,
    challengeId: 'challengeId' in verdict ? verdict.challengeId : undefined,
  }) as unknown as Begun;

describe('R29: two people, each with an operator, whose steps are interleaved', () => {
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  let verified = 0;
  let reset = 0;

  it.each(Array.from({ length: RUNS }, (_, run) => run))(
    'never get what is meant for the other, whatever they mix up (run %i)',
    async (run) => {
      const random = new SeededRandom(`desk-${run}`);
      await using scene = await DeskScene.start(postgres);
      await scene.applyPolicy({
        lockout: { strikes: 100, sourceStrikes: 100 },
        otp: { sendLimit: 1000, resendLimit: 10 },
        logon: { desktop: { methods: ['email'] } },
      });
      const shared = random.chance(0.5) ? scene.olga : undefined;
      const handOf = (name: Hand['name'], operator: Operator): Hand => ({
        ...{ name, operator: shared ?? operator, tokens: [] },
        newPassword: name === 'alice' ? 'Copper kettle morning' : 'Velvet harbour lantern',
      });
      const hands = [handOf('alice', scene.olga), handOf('bob', scene.otto)] as const;
      const accounts = { alice: scene.logon.alice, bob: scene.bob };
      /** Who proved what, as the mails say that were read. */
      const provenBy = new Map<string, { name: string; operator: string }>();

      const mailedCode = (name: string) => {
        try {
          return scene.mailer.codeTo(`${name}@corp.test`);
        } catch {
          return '000000';
        }
      };
      const act = async (me: Hand): Promise<void> => {
        const other = me === hands[0] ? hands[1] : hands[0];
        const pick = () => (random.chance(0.8) ? me : other);
        const asked = () => scene.asked(me.name, me.operator);
        const step = random.chance(0.6) ? sensibleStep(me) : random.pick(STEP_KINDS);
        if (step === 'begin') {
          const begun = await scene.desk.verifyCaller.begin({ ...asked(), proof: 'code' });
          me.verification = begunOf(begun);
          me.isVerified = false;
        } else if (step === 'code') {
          const { verification } = pick();
          if (verification === undefined) return;
          const reader = pick();
          const verdict = await scene.desk.verifyCaller.answerCode({
            ...{ ...asked(), ...verification, code: mailedCode(reader.name) },
          });
          if (verdict.outcome !== 'done') return;
          // Only the mail of the person, and only for the operator who began.
          expect(reader).toBe(me);
          verified++;
          me.isVerified = true;
          provenBy.set(verification.sessionId, { name: me.name, operator: me.operator.id });
        } else if (step === 'issue') {
          const verificationId = pick().verification?.sessionId;
          const sent = scene.mailer.sent.length;
          await scene.desk.issuePasswordLinks.run({ ...asked(), verificationId });
          expect(provenBy.get(String(verificationId))).toEqual({
            ...{ name: me.name, operator: me.operator.id },
          });
          const links = scene.mailer.sent.slice(sent).filter(({ text }) => text.includes('#'));
          expect(links.map(({ to }) => to)).toEqual([`${me.name}@corp.test`]);
          me.tokens.push(scene.mailedToken(`${me.name}@corp.test`));
        } else {
          const owner = pick();
          const token = owner.tokens.at(random.chance(0.9) ? -1 : 0);
          if (token === undefined) return;
          const context = makeContext();
          const links = scene.desk.redeemPasswordLinks;
          if (step === 'open') {
            me.link = begunOf(await links.open({ token, context }));
            me.isProven = false;
          } else if (step === 'link-code') {
            const { link } = pick();
            if (link === undefined) return;
            const reader = pick();
            const code = mailedCode(reader.name);
            const verdict = await links.answerCode({ ...link, token, code, context });
            if (verdict.outcome !== 'new-password') return;
            expect(reader).toBe(owner);
            me.isProven = true;
          } else {
            const { link } = pick();
            if (link === undefined) return;
            const password = Buffer.from(`${owner.newPassword}/${reset}`);
            const done = await links.redeem({ ...link, token, password, context });
            if (done.outcome !== 'done') return;
            reset++;
            owner.tokens.length = 0;
            delete me.link;
            const { directory } = scene.logon.test;
            const account = accounts[owner.name];
            expect(await directory.verifyPassword(account, password)).toBe('right');
            const foreign = accounts[owner.name === 'alice' ? 'bob' : 'alice'];
            expect(await directory.verifyPassword(foreign, password)).toBe('wrong');
          }
        }
      };

      for (let at = 0; at < STEPS; at++) {
        try {
          await act(random.pick(hands));
        } catch (error) {
          if (!(error instanceof ApplicationError)) throw error;
          expect([
            ...['verification.required', 'password-link.invalid', 'principal.unknown'],
            'rate.limited',
          ]).toContain(error.code);
        }
      }
    },
  );

  it('get somewhere at all', () => {
    expect(verified).toBeGreaterThan(5);
    expect(reset).toBeGreaterThan(2);
  });
});
