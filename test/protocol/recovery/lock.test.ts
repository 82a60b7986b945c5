import {
  RecoveryError,
  createLock,
  encodeLock,
  isEnough,
  keyIdOf,
  openLock,
  parseLock,
  publicKeyOf,
} from '../../../protocol/src/recovery/index.js';
import type { Answer } from '../../../protocol/src/recovery/index.js';
import { LabelledBytes, findLock, readVectors, typed } from '../../support/recovery/vectors.js';
import type { TypedAnswers } from '../../support/recovery/vectors.js';

const cost = { memoryKib: 8, passes: 1, lanes: 1 };
const THREE: TypedAnswers = { a: 'one answer', b: 'another', c: 'a third' };

async function make(
  optional: TypedAnswers | Answer[],
  threshold: number,
  more: { mandatory?: TypedAnswers; principalId?: string; label?: string } = {},
) {
  const { mandatory = {}, principalId = 'alice', label = 'test' } = more;
  return createLock({
    principalId,
    questions: {
      mandatory: typed(mandatory),
      optional: Array.isArray(optional) ? optional : typed(optional),
    },
    threshold,
    cost,
    random: new LabelledBytes(label),
  });
}

const open = (lock: Uint8Array, answers: TypedAnswers, expectedPrincipalId = 'alice') =>
  openLock(lock, { expectedPrincipalId, answers: typed(answers) });
const refusal = (code: string) => expect.objectContaining({ name: 'RecoveryError', code }) as Error;

/** Counts the subsets that are tried: each looks at the signal first. */
function countingSignal() {
  const seen = { count: 0 };
  const signal = { throwIfAborted: () => (seen.count += 1) } as unknown as AbortSignal;
  return { seen, signal };
}

describe('a changed lock', () => {
  const vectors = readVectors();
  const vector = findLock(vectors, 'three-of-five');
  const whole = Buffer.from(vector.lock, 'hex');
  const answers = typed(vector.optional).slice(0, 3);

  it('opens nothing, whichever byte was changed, even for the right answers', async () => {
    const codes = new Set<string>();
    for (let at = 0; at < whole.length; at++) {
      for (const bit of [1 << (at % 8), 0xff]) {
        const changed = Buffer.from(whole);
        changed[at]! ^= bit;
        const opening = openLock(changed, { expectedPrincipalId: vector.principalId, answers });
        const error: unknown = await opening.catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(RecoveryError);
        codes.add((error as RecoveryError).code);
      }
    }
    expect([...codes].sort()).toEqual(['malformed', 'unsupported', 'wrong-answers']);
  });

  it('opens nothing, wherever it was cut', async () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => parseLock(whole.subarray(0, length))).toThrow(refusal('malformed'));
    }
  });

  it('opens nothing when parts of two locks with the same answers were put together', async () => {
    const [one, two] = await Promise.all(
      ['one', 'two'].map(async (label) => parseLock((await make(THREE, 2, { label })).lock)),
    );
    const { wraps, header, privateKeyBox } = two!;
    await expect(open(encodeLock({ ...one!, header }), THREE)).rejects.toThrow(
      refusal('wrong-answers'),
    );
    await expect(open(encodeLock({ ...one!, wraps }), THREE)).rejects.toThrow(
      refusal('wrong-answers'),
    );
    await expect(open(encodeLock({ ...one!, privateKeyBox }), THREE)).rejects.toThrow(
      refusal('malformed'),
    );
  });
});

describe('creating a lock', () => {
  it.each<[string, TypedAnswers, number, TypedAnswers]>([
    ['a blank answer', { a: ' \t\u00a0', b: 'x' }, 1, {}],
    ['an answer that nobody sees', { a: '\u200b\u00ad', b: 'x' }, 1, {}],
    ['equal answers', { a: 'Same', b: ' ｓａｍｅ ' }, 2, {}],
    ['an optional answer that equals a mandatory one', { a: 'same' }, 1, { m: 'SAME' }],
    ['a question that is mandatory and optional', { a: 'x' }, 1, { a: 'y' }],
    ['a threshold above the shares', { a: 'x', b: 'y' }, 3, {}],
    ['a threshold of none of some', { a: 'x', b: 'y' }, 0, { m: 'z' }],
    ['a broken threshold', { a: 'x', b: 'y' }, 1.5, {}],
    ['a negative threshold', { a: 'x', b: 'y' }, -1, {}],
    ['no question at all', {}, 0, {}],
    ['a question without an id', { '': 'x' }, 1, {}],
    ['an id that UTF-8 cannot spell', { '\ud800': 'x' }, 1, {}],
    ['an id of 65 bytes', { ['q'.repeat(65)]: 'x' }, 1, {}],
    ['17 mandatory questions', {}, 0, numbered(17)],
    ['65 optional questions', numbered(65), 1, {}],
    ['70 subsets', numbered(8), 4, {}],
    ['an answer of 1023 bytes', { a: 'x'.repeat(1023) }, 1, {}],
  ])('refuses %s', async (_, optional, threshold, mandatory) => {
    await expect(make(optional, threshold, { mandatory })).rejects.toThrow(RangeError);
  });

  it.each([
    { memoryKib: 262_145, passes: 1, lanes: 1 },
    { memoryKib: 64, passes: 11, lanes: 1 },
    { memoryKib: 64, passes: 1, lanes: 5 },
    { memoryKib: 15, passes: 1, lanes: 2 },
    { memoryKib: 64, passes: 0, lanes: 1 },
    { memoryKib: 64.5, passes: 1, lanes: 1 },
  ])('refuses a cost that no reader pays: %j', async (absurd) => {
    const questions = { mandatory: typed({ m: 'x' }), optional: [] };
    const random = new LabelledBytes('cost');
    await expect(
      createLock({ principalId: 'alice', questions, threshold: 0, cost: absurd, random }),
    ).rejects.toThrow(RangeError);
  });

  it('refuses a question that is there twice', async () => {
    const twice = [...typed({ a: 'x' }), ...typed({ a: 'y' })];
    await expect(make(twice, 1)).rejects.toThrow(RangeError);
  });

  it.each<[number, number]>([
    [64, 1],
    [8, 3],
    [7, 4],
    [64, 64],
  ])('makes a lock of %d shares and threshold %d, within the longest there is', async (n, t) => {
    const { lock } = await make(numbered(n), t);
    expect(encodeLock(parseLock(lock))).toEqual(lock);
  });

  it('stores the questions in one order, however they were given', async () => {
    const forwards = await make(THREE, 2);
    const backwards = await make(typed(THREE).reverse(), 2);
    expect(backwards.lock).toEqual(forwards.lock);
  });

  it('leaves no answer and no private key in the lock', async () => {
    const answers = { a: 'canary-one', b: 'canary-two' };
    const { lock, publicKey, keyId } = await make(answers, 2);
    const { privateKey } = await open(lock, answers);
    expect(Buffer.from(lock).includes('canary')).toBe(false);
    expect(Buffer.from(lock).includes(Buffer.from(privateKey))).toBe(false);
    expect(publicKeyOf(privateKey)).toEqual(publicKey);
    expect(keyId).toBe(keyIdOf(publicKey));
    expect(keyId).toMatch(/^rky_[0-9a-z]{26}$/);
  });
});

describe('opening a lock', () => {
  it('is for the principal that was looked up: a lock of somebody else does not pass (R30)', async () => {
    const { lock } = await make(THREE, 2, { principalId: 'mallory' });
    await expect(open(lock, THREE, 'alice')).rejects.toThrow(refusal('malformed'));
  });

  it.each<[string, TypedAnswers]>([
    ['nothing', {}],
    ['too few answers', { a: THREE['a']! }],
    ['too few but blank ones', { a: THREE['a']!, b: ' ' }],
    ['answers to other questions', { x: 'one answer', y: 'another' }],
  ])('tries nothing when it is given %s', async (_, answers) => {
    const { lock } = await make(THREE, 2);
    const { seen, signal } = countingSignal();
    const opening = openLock(lock, {
      expectedPrincipalId: 'alice',
      answers: typed(answers),
      signal,
    });
    await expect(opening).rejects.toThrow(refusal('wrong-answers'));
    expect(seen.count).toBe(0);
  });

  it.each<[number, TypedAnswers]>([
    [1, { a: 'x', b: 'y' }],
    [1, { b: 'x', c: THREE['c']! }],
    [3, { a: 'x', b: 'y', c: THREE['c']! }],
  ])('tries %d subsets, and all of them, when they are wrong', async (count, answers) => {
    const { lock } = await make(THREE, 2);
    const { seen, signal } = countingSignal();
    const options = { expectedPrincipalId: 'alice', answers: typed(answers), signal };
    await expect(openLock(lock, options)).rejects.toThrow(refusal('wrong-answers'));
    expect(seen.count).toBe(count);
  });

  it('never tries more than 64', async () => {
    const { lock } = await make(numbered(64), 1);
    const { seen, signal } = countingSignal();
    const wrong = Object.fromEntries(Object.keys(numbered(64)).map((id) => [id, `not ${id}`]));
    const options = { expectedPrincipalId: 'alice', answers: typed(wrong), signal };
    await expect(openLock(lock, options)).rejects.toThrow(refusal('wrong-answers'));
    expect(seen.count).toBe(64);
  });

  it('says the same of one wrong answer as of all wrong (R30)', async () => {
    const { lock } = await make(THREE, 2);
    const messages = await Promise.all(
      [
        { a: THREE['a']!, b: 'wrong' },
        { a: 'wrong', b: THREE['b']! },
        { a: 'x', b: 'y' },
      ].map((answers) => open(lock, answers).catch((error: unknown) => String(error))),
    );
    expect(new Set(messages).size).toBe(1);
    expect(messages[0]).toContain('RecoveryError');
  });

  it('refuses a question that is answered twice, and an answer longer than any', async () => {
    const { lock } = await make(THREE, 2);
    const opening = (answers: Answer[]) =>
      openLock(lock, { expectedPrincipalId: 'alice', answers });
    await expect(opening([...typed(THREE), ...typed({ a: 'x' })])).rejects.toThrow(RangeError);
    await expect(opening(typed({ a: 'x'.repeat(1023), b: 'y' }))).rejects.toThrow(RangeError);
  });

  it('stops between two subsets when nobody waits any more', async () => {
    const { lock } = await make(THREE, 2);
    const options = { expectedPrincipalId: 'alice', answers: typed(THREE) };
    const opening = openLock(lock, { ...options, signal: AbortSignal.abort() });
    await expect(opening).rejects.toThrow('aborted');
  });

  it('tells two names and two answers of 300 bytes apart by their last byte (R41)', async () => {
    const long = 'n'.repeat(299);
    const answers = { a: `${long}1`, b: `${long}2` };
    const { lock } = await make(answers, 2, { principalId: `${long}a` });
    await expect(open(lock, answers, `${long}b`)).rejects.toThrow(refusal('malformed'));
    await expect(open(lock, { ...answers, b: `${long}3` }, `${long}a`)).rejects.toThrow(
      refusal('wrong-answers'),
    );
    await expect(open(lock, answers, `${long}a`)).resolves.toBeDefined();
  });

  it('asks for every mandatory question and as many optional ones as the threshold', async () => {
    const { lock } = await make(THREE, 2, { mandatory: { m: 'must' } });
    const { header } = parseLock(lock);
    expect(isEnough(header, ['m', 'a', 'c'])).toBe(true);
    expect(isEnough(header, ['m', 'a', 'a'])).toBe(false);
    expect(isEnough(header, ['a', 'b', 'c'])).toBe(false);
    expect(isEnough(header, ['m', 'a', 'x'])).toBe(false);
  });
});

function numbered(count: number): TypedAnswers {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`question ${n}`, `answer ${n}`]),
  );
}
