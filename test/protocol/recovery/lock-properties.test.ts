import fc from 'fast-check';

import {
  MAX_SUBSETS,
  RecoveryError,
  countSubsets,
  createLock,
  encodeLock,
  keyIdOf,
  normaliseText,
  openLock,
  openSealedPassword,
  parseLock,
  sealPassword,
} from '../../../protocol/src/recovery/index.js';
import { LabelledBytes, readVectors, typed } from '../../support/recovery/vectors.js';

const cost = { memoryKib: 8, passes: 1, lanes: 1 };
const refusal = (code: string) => expect.objectContaining({ name: 'RecoveryError', code }) as Error;

const anyAnswers = fc
  .uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 24 }), {
    minLength: 1,
    maxLength: 9,
    selector: normaliseText,
  })
  .filter((answers) => answers.every((answer) => normaliseText(answer) !== ''));

/** Questions and answers, how many of them are mandatory, a threshold, and what chance chooses from. */
const anyLock = fc.record({
  answers: anyAnswers,
  mandatory: fc.nat(2),
  threshold: fc.nat(8),
  choice: fc.array(fc.nat(), { minLength: 9, maxLength: 9 }),
  label: fc.string(),
});

/** A lock within the limits that is like the one drawn. */
async function make(
  { answers, mandatory: most, threshold: wanted, label }: AnyLock,
  principalId: string,
) {
  const all = answers.map((answer, at) => [`question ${at}`, answer] as const);
  const mandatory = Math.min(most, all.length);
  const shares = all.length - mandatory;
  let threshold = shares === 0 ? 0 : Math.min(Math.max(wanted, 1), shares);
  while (countSubsets(shares, threshold) > MAX_SUBSETS) threshold--;
  const questions = {
    mandatory: typed(Object.fromEntries(all.slice(0, mandatory))),
    optional: typed(Object.fromEntries(all.slice(mandatory))),
  };
  const random = new LabelledBytes(`${label}/${principalId}`);
  const created = await createLock({ principalId, questions, threshold, cost, random });
  return { ...created, ...questions, threshold };
}
type AnyLock = typeof anyLock extends fc.Arbitrary<infer T> ? T : never;

/** `threshold` of the optional answers by chance, and all mandatory ones. */
function choose(
  { mandatory, optional, threshold }: Awaited<ReturnType<typeof make>>,
  choice: number[],
) {
  const order = optional.map((answer, at) => ({ answer, by: choice[at] ?? 0 }));
  order.sort((a, b) => a.by - b.by);
  return [...order.slice(0, threshold).map(({ answer }) => answer), ...mandatory];
}

describe('any lock within the limits', () => {
  it('opens with any threshold of its answers, and with none of them wrong', async () => {
    await fc.assert(
      fc.asyncProperty(anyLock, fc.nat(), async (drawn, wrongAt) => {
        const made = await make(drawn, 'alice');
        const answers = choose(made, drawn.choice);
        const opened = await openLock(made.lock, { expectedPrincipalId: 'alice', answers });
        expect(keyIdOf(opened.publicKey)).toBe(made.keyId);
        const wrong = answers.map((each, at) =>
          at === wrongAt % answers.length
            ? { ...each, answer: Buffer.concat([each.answer, Buffer.from('x')]) }
            : each,
        );
        const opening = openLock(made.lock, { expectedPrincipalId: 'alice', answers: wrong });
        await expect(opening).rejects.toThrow(refusal('wrong-answers'));
      }),
      { numRuns: 60 },
    );
  });

  it('opens nothing of another person, with the same answers', async () => {
    await fc.assert(
      fc.asyncProperty(anyLock, fc.nat(1000), async (drawn, generation) => {
        const people = ['alice', 'bob'];
        const made = await Promise.all(people.map((principal) => make(drawn, principal)));
        for (const [mine, theirs] of [
          [0, 1],
          [1, 0],
        ] as const) {
          const [ours, others] = [made[mine]!, made[theirs]!];
          const [me, they] = [people[mine]!, people[theirs]!];
          const answers = choose(ours, drawn.choice);
          const opening = openLock(others.lock, { expectedPrincipalId: me, answers });
          await expect(opening).rejects.toThrow(refusal('malformed'));
          const header = parseLock(ours.lock).header;
          const forged = encodeLock({ ...parseLock(others.lock), header });
          const openingForged = openLock(forged, { expectedPrincipalId: me, answers });
          await expect(openingForged).rejects.toThrow(refusal('wrong-answers'));

          const { privateKey, keyId } = await openLock(ours.lock, {
            expectedPrincipalId: me,
            answers,
          });
          const context = { principalId: they, keyId: others.keyId, generation };
          const sealed = await sealPassword(
            { ...context, publicKey: others.publicKey },
            Buffer.from('secret'),
          );
          for (const principalId of people) {
            for (const id of [keyId, others.keyId]) {
              const recipient = { principalId, keyId: id, generation, privateKey };
              await expect(openSealedPassword(recipient, sealed)).rejects.toThrow(
                refusal('malformed'),
              );
            }
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('the bytes of a lock', () => {
  it('have one encoding, and never cause anything but a RecoveryError', () => {
    const seeds = readVectors().locks.map(({ lock }) => Buffer.from(lock, 'hex'));
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 4 }),
        fc.nat(),
        (seed, edits, cut) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of edits) bytes[at] = value;
          const input = bytes.subarray(0, bytes.length - (cut % 4 === 0 ? cut % bytes.length : 0));
          try {
            expect(Buffer.from(encodeLock(parseLock(input)))).toEqual(Buffer.from(input));
          } catch (error) {
            expect(error).toBeInstanceOf(RecoveryError);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
