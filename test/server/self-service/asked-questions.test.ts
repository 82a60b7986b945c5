import { createHmac } from 'node:crypto';

import { DEFAULT_POLICY } from '@gatehouse/protocol';
import type { PolicySettings } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import type { Keyring } from '../../../server/src/keyring/keyring.js';
import type { AnswersLock } from '../../../server/src/self-service/answers.js';
import { askedQuestions } from '../../../server/src/self-service/asked-questions.js';

type Lock = Pick<AnswersLock, 'mandatory' | 'optional' | 'threshold'>;

/** Eight optional questions, of which five are enrolled and three open the lock. */
const POLICY = DEFAULT_POLICY.answers;
const IDS = POLICY.optional.map(({ id }) => id);
const mac = (label: string, data: Uint8Array) =>
  createHmac('sha256', 'a key').update(label).update(data).digest();
const keyring = { mac } as Pick<Keyring, 'mac'> as Keyring;

function ask(lock?: Lock, policy: PolicySettings['answers'] = POLICY) {
  const { mandatory, optional, threshold } = askedQuestions(
    keyring,
    { principalId: 'corp.test/alice', lock },
    policy,
    'en',
  );
  const ids = (questions: { id: string }[]) => questions.map(({ id }) => id);
  return { mandatory: ids(mandatory), optional: ids(optional), threshold };
}

const shapeOf = ({ mandatory, optional, threshold }: ReturnType<typeof ask>) => ({
  ...{ mandatory, threshold, count: optional.length },
});

const NOBODYS = shapeOf(ask());

describe('what is asked', () => {
  it.each([
    ['of the present policy', IDS.slice(0, 5), 3],
    ['of one that asked for fewer answers', IDS.slice(0, 5), 2],
    ['of one that had fewer enrolled', IDS.slice(0, 3), 3],
    ['of one that had more enrolled', IDS.slice(0, 8), 3],
    ['with questions that the policy has dropped', [...IDS.slice(0, 4), 'old-one', 'old-two'], 2],
  ])('R38: has the shape of what nobody is asked, for a lock %s', (_, optional, threshold) => {
    const asked = ask({ mandatory: [], optional, threshold });
    expect(shapeOf(asked)).toEqual(NOBODYS);
    // Whoever answers as many as are asked for can open the lock.
    const own = asked.optional.filter((id) => optional.includes(id));
    expect(own.length).toBeGreaterThanOrEqual(asked.threshold);
    expect(asked.threshold).toBeGreaterThanOrEqual(threshold);
    expect(ask({ mandatory: [], optional, threshold })).toEqual(asked);
  });

  it.each([
    ['takes more answers', { mandatory: [], optional: IDS.slice(0, 5), threshold: 4 }],
    ['has too few of the questions', { mandatory: [], optional: IDS.slice(0, 2), threshold: 2 }],
    [
      'has too few questions that there still are',
      { mandatory: [], optional: [...IDS.slice(0, 2), 'old-one'], threshold: 2 },
    ],
    [
      'has a mandatory question',
      { mandatory: ['first-pet'], optional: IDS.slice(0, 5), threshold: 3 },
    ],
  ])('is what the lock needs where it %s than the policy', (_, lock) => {
    const asked = ask(lock);
    expect({ ...asked, optional: [...asked.optional].sort() }).toEqual({
      ...{ ...lock, optional: [...lock.optional].sort() },
    });
  });

  it('is the same for nobody each time, and is none where the policy asks nothing', () => {
    expect(ask()).toEqual(ask());
    const nothing = { ...POLICY, optional: [], shares: 0, threshold: 0 };
    expect(ask(undefined, nothing)).toEqual({ mandatory: [], optional: [], threshold: 0 });
  });
});
