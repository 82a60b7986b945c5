import type { DllMessage, Enroll, SlotName, Verdict } from '@gatehouse/protocol';
import fc from 'fast-check';

import { UnreachableError } from '../../../service/src/authority/authority.js';
import type { UnreachableReason } from '../../../service/src/authority/authority.js';
import type { RecoveryOutcome } from '../../../service/src/offline/offline-authority.js';
import type { ChangeOutcome } from '../../../service/src/passwords/password-changes.js';
import { FAKE_SID, verdicts } from '../../fakes/fake-authority.js';
import type { SeenCall } from '../../fakes/fake-authority.js';
import { FakeKitKeeper } from '../../fakes/fake-kit-keeper.js';
import { FakeOfflineAuthority, recoveries } from '../../fakes/fake-offline-authority.js';
import type { OfflineCall } from '../../fakes/fake-offline-authority.js';
import { startEtherService } from '../../support/ether-service.js';

/** What a client may do to one of two tiles; screens are guessed, right and wrong. */
type Step =
  | { tile: 1 | 2; message: DllMessage }
  | { tile: 1 | 2; present: 'submit' | SlotName; patient: boolean }
  | { wait: true };

const bytes = (text: string) => Buffer.from(text);
const inputs = [
  { slot: 'userName', value: bytes('alice') },
  { slot: 'password', value: bytes('secret') },
  { slot: 'code', value: bytes('123456') },
  { slot: 'choice', value: bytes('0') },
  { slot: 'answer', value: bytes('pancakes') },
  { slot: 'newPassword', value: bytes('a new secret') },
  { slot: 'confirmPassword', value: bytes('a new secret') },
] as const;

const tile = fc.constantFrom(1 as const, 2 as const);
const slot = fc.constantFrom<SlotName>('link1', 'link2', 'link3', 'link4', 'submit');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      tile,
      present: fc.oneof(
        { weight: 4, arbitrary: fc.constant('submit' as const) },
        { weight: 1, arbitrary: fc.constant('link1' as const) },
        { weight: 1, arbitrary: slot },
      ),
      /** Waits for what comes of it. */
      patient: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ wait: true as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      tile,
      message: fc.oneof(
        fc.record({
          type: fc.constant('submit' as const),
          screen: fc.nat(12),
          inputs: fc.subarray([...inputs]),
        }),
        fc.record({ type: fc.constant('choose' as const), screen: fc.nat(12), slot }),
        fc.constant({ type: 'cancel' as const }),
        fc.constantFrom<DllMessage>(
          { type: 'report', ntStatus: 0xc000006d, subStatus: 0 },
          { type: 'report', ntStatus: 0, subStatus: 0 },
        ),
      ),
    }),
  },
);

/** Somebody who forgot the password, and does what it takes. */
const forgetful: fc.Arbitrary<Step[]> = tile.map((tile) =>
  (['link1', 'submit', 'submit', 'submit'] as const).map((present) => ({
    tile,
    present,
    patient: true,
  })),
);
const journey = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: step.map((one) => [one]) },
      { weight: 1, arbitrary: forgetful },
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((parts) => parts.flat());

const number = fc.integer({ min: 1, max: 2 });
const STRANGER = 'S-1-5-21-1-2-3-500';
const steps: Enroll['step'][] = [
  { what: 'totp', digits: 6 },
  { what: 'email', stage: 'code', digits: 6 },
  {
    what: 'answers',
    mandatory: [{ id: 'meal', text: 'What did you eat?' }],
    optional: [],
    shares: 0,
    minimumLength: 1,
    blocklist: [],
  },
];

const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  fc.constantFrom<Verdict>(
    verdicts.denied('credentials.wrong'),
    verdicts.denied('policy.denied'),
    verdicts.changePassword('must-change', 1, { sid: STRANGER }),
    verdicts.granted(1, { sid: STRANGER }),
  ),
  { weight: 2, arbitrary: number.map((n) => verdicts.changePassword('expired', n)) },
  number.map((n) => verdicts.challenge({}, n)),
  number.map((n) => ({ ...verdicts.granted(n), kit: n === 1 }) as Verdict),
  {
    weight: 2,
    arbitrary: fc
      .record({
        step: fc.constantFrom(...steps),
        postponements: fc.nat(1),
        mayWait: fc.boolean(),
        n: number,
      })
      .map(({ n, ...extra }) => verdicts.enroll(extra, n === 1 ? 1 : 2)),
  },
);

const AWAY = ['timeout', 'malformed'] as const;
const failure = fc.constantFrom<UnreachableReason | 'defect'>(
  ...AWAY,
  'not-joined',
  'refused',
  'fault',
  'defect',
);
const reply = fc.oneof(verdict, failure);
/** Now and then, what it takes for a logon with a new password, or for one whose enrolment waits. */
const replies = fc
  .tuple(
    fc.constantFrom<(Verdict | UnreachableReason)[]>(
      [verdicts.changePassword('rules'), verdicts.granted(2)],
      [verdicts.enroll({ step: { what: 'totp', digits: 6 } }), 'timeout'],
      ...Array.from({ length: 4 }, () => []),
    ),
    fc.array(reply, { maxLength: 20 }),
  )
  .map(([first, rest]) => [...first, ...rest]);

/** What the offline half says, whatever it is asked. */
const offlineReply = fc.record({
  verdict,
  start: fc.constantFrom(recoveries.questions({ mandatory: [], threshold: 1 }), {
    outcome: 'refused',
    reason: 'no-kit',
  } as const),
  outcome: fc.constantFrom<() => RecoveryOutcome>(
    () => recoveries.recovered(),
    () => recoveries.recovered({ reveal: 'show' }),
    () => recoveries.recovered({ secondFactor: true }),
    () => recoveries.recovered({ account: { ...recoveries.recovered().account, sid: STRANGER } }),
    () => ({ outcome: 'wrong', attemptsLeft: 2 }),
  ),
  defect: fc.nat(9).map((n) => n === 0),
});

/** What Windows says to a new password. */
const changeReply = fc.oneof(
  { weight: 3, arbitrary: fc.constant<ChangeOutcome>({ outcome: 'changed' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<ChangeOutcome | Error>(
      { outcome: 'rejected', rule: 'password.history' },
      { outcome: 'wrong' },
      { outcome: 'no-domain-controller' },
      { outcome: 'unavailable' },
      new Error('a defect'),
    ),
  },
);

/** Who may be granted, and why: counted by the correlation id of the calls that said so. */
class Entitlements {
  readonly seen = { granted: 0, waits: 0, recovered: 0 };
  readonly #left = new Map<string, (keyof Entitlements['seen'])[]>();
  readonly #waiting = new Set<string>();

  verdict(correlationId: string, said: Verdict, byServer: boolean): void {
    if (said.outcome === 'granted') this.#entitle(correlationId, 'granted');
    if (said.outcome !== 'enroll' || !byServer) return;
    // The last word of a logon counts: an enrolment may wait, and the next step of it may not.
    const logon = `${correlationId} ${said.logonId}`;
    if (said.mayWait) this.#waiting.add(logon);
    else this.#waiting.delete(logon);
  }

  away({ context: { correlationId }, request }: SeenCall): void {
    if (this.#waiting.has(`${correlationId} ${String(request['logonId'])}`)) {
      this.#entitle(correlationId, 'waits');
    }
  }

  recovered(correlationId: string): void {
    this.#entitle(correlationId, 'recovered');
  }

  /** Uses up one, if there is one. */
  spend(correlationId: string): boolean {
    const why = this.#left.get(correlationId)?.shift();
    if (why === undefined) return false;
    this.seen[why]++;
    return true;
  }

  #entitle(correlationId: string, why: keyof Entitlements['seen']): void {
    this.#left.set(correlationId, [...(this.#left.get(correlationId) ?? []), why]);
  }
}

const immediately = () => new Promise((resolve) => setImmediate(resolve));

function isAway(reason: string): boolean {
  return (AWAY as readonly string[]).includes(reason);
}

describe('whatever messages and verdicts come in whatever order', () => {
  it('R5, R42: a tile is granted only what was granted, recovered, or but for an enrolment, and done with what was changed', async () => {
    await import('../../../service/src/logon/dialogs/open-enrollment.js');
    const totals = { granted: 0, waits: 0, recovered: 0, done: 0, withNew: 0 };
    await fc.assert(
      fc.asyncProperty(
        journey,
        replies,
        fc.array(offlineReply, { maxLength: 12 }),
        fc.array(changeReply, { maxLength: 8 }),
        fc.record({ seedsFail: fc.boolean(), changes: fc.boolean() }),
        async (steps, replies, offlineReplies, changeReplies, { seedsFail, changes }) => {
          const entitled = new Entitlements();
          const offline = new FakeOfflineAuthority();
          offline.recoverable.add(FAKE_SID);
          const keeper = new FakeKitKeeper();
          const service = await startEtherService({ offline, keeper });
          const say = (said: Verdict | UnreachableReason | 'defect') => async (call: SeenCall) => {
            await immediately();
            const { correlationId } = call.context;
            if (said === 'defect') throw new Error('a defect');
            if (typeof said !== 'string') {
              entitled.verdict(correlationId, said, true);
              return said;
            }
            if (call.method === 'enroll' && isAway(said)) entitled.away(call);
            throw new UnreachableError(said, 'told so');
          };
          // After what the property chose, the server refuses: that is no reason for anything.
          const rest = Array.from({ length: 60 }, () => 'refused' as const);
          service.authority.says(...[...replies, ...rest].map(say));
          if (seedsFail) service.authority.authenticatorFails = 'timeout';
          offline.says(
            ...offlineReplies.map((said) => async (call: OfflineCall) => {
              await immediately();
              const correlationId = call.context?.correlationId ?? '';
              if (said.defect) throw new Error('a defect');
              if (call.method === 'beginRecovery') return said.start;
              if (call.method !== 'recover') {
                entitled.verdict(correlationId, said.verdict, false);
                return said.verdict;
              }
              const outcome = said.outcome();
              if (outcome.outcome === 'recovered' && !outcome.secondFactor) {
                entitled.recovered(correlationId);
              }
              return outcome;
            }),
          );
          let changed = 0;
          service.changes.says(
            ...changeReplies.map((said) => async () => {
              await immediately();
              if (said instanceof Error) throw said;
              if (said.outcome === 'changed') changed++;
              return said;
            }),
          );
          const scenario = changes ? 'change-password' : 'logon';
          const client = await service.connect({ scenario });
          const tiles = [
            await client.openTile({ sid: FAKE_SID, userName: 'CORP\\alice' }),
            await client.openTile(),
          ] as const;
          for (const each of steps) {
            if ('wait' in each) {
              await immediately();
              continue;
            }
            const screen = tiles[each.tile - 1]?.screen?.id ?? 0;
            if ('message' in each) client.send(each.tile, each.message);
            else if (each.present === 'submit') {
              client.send(each.tile, { type: 'submit', screen, inputs: [...inputs] });
            } else client.send(each.tile, { type: 'choose', screen, slot: each.present });
            if ('patient' in each && each.patient) {
              for (let turn = 0; turn < 4; turn++) await immediately();
            }
          }
          await new Promise((resolve) => setTimeout(resolve, 2));
          if (seedsFail) {
            for (const call of service.authority.calls) {
              if (call.method === 'startAuthenticator') entitled.away(call);
            }
          }
          for (const [index, seen] of tiles.entries()) {
            const grants = seen.received.filter((message) => message.type === 'grant');
            for (const grant of grants) {
              expect(entitled.spend(grant.correlationId)).toBe(true);
              if (index === 0) expect(grant.sid).toBe(FAKE_SID);
            }
            // One logon is granted at most once, and never to two tiles.
            const ids = grants.map(({ correlationId }) => correlationId);
            expect(new Set(ids).size).toBe(ids.length);
            expect(seen.fault).toBeUndefined();
            totals.withNew += grants.filter(
              ({ password }) => Buffer.from(password ?? []).toString() === 'a new secret',
            ).length;
            // Where passwords are changed, nobody is logged on.
            if (changes) expect(grants).toHaveLength(0);
          }
          const dones = tiles.flatMap((seen) =>
            seen.received.filter((message) => message.type === 'done'),
          );
          const done = service.logger.lines.filter(({ event }) => event === 'password.changed');
          expect(dones).toHaveLength(done.length);
          expect(done.length).toBeLessThanOrEqual(changes ? changed : 0);
          for (const { correlationId = '' } of done) {
            expect(entitled.spend(correlationId)).toBe(true);
          }
          totals.done += done.length;
          await service.server.close();
          await service.changeReports.close();
          // Nothing that anybody typed or recovered is left.
          await immediately();
          const secrets = [
            ...offline.secrets,
            ...service.authority.secrets,
            ...service.changes.secrets,
            ...keeper.handed,
          ];
          expect(secrets.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
          for (const why of ['granted', 'waits', 'recovered'] as const) {
            totals[why] += entitled.seen[why];
          }
        },
      ),
      { numRuns: 400 },
    );
    // A property that never came to a grant of each kind would say nothing.
    expect(Math.min(...Object.values(totals))).toBeGreaterThan(0);
  });
});
