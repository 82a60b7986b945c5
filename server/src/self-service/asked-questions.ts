import type { AnswersPolicy, PolicyQuestion, Question } from '@gatehouse/protocol';

import type { Keyring } from '../keyring/keyring.js';
import type { AnswersLock } from './answers.js';
import type { AskedQuestions } from './session.js';

type Enrolled = Pick<AnswersLock, 'mandatory' | 'optional' | 'threshold'>;

/**
 * What a person is asked. It has the shape of the present policy wherever its owner can open the lock with that, whatever
 * the policy was that the lock is of: questions, and a threshold, of an older one would tell who enrolled (R38). Whoever
 * enrolled none, and names that nobody has, are asked as many questions, and the same ones each time. Which ones says
 * nothing to who does not have the key.
 *
 * @param lock what the person enrolled, if anything
 */
export function askedQuestions(
  keyring: Keyring,
  { principalId, lock }: { principalId: string; lock: Enrolled | undefined },
  policy: AnswersPolicy,
  language: string | undefined,
): AskedQuestions {
  // Made in any case: it takes its time.
  const ranked = rankedFor(keyring, principalId, policy);
  return withTexts(inPolicyShape(lock, ranked, policy) ?? lock ?? NOTHING, policy, language);
}

/** The questions that somebody enrolled, for whom it is no secret that they did. */
export function enrolledQuestions(
  lock: Enrolled,
  policy: AnswersPolicy,
  language: string | undefined,
): AskedQuestions {
  return withTexts(lock, policy, language);
}

const NOTHING: Enrolled = { mandatory: [], optional: [], threshold: 0 };

/** Ids of the optional questions, in an order that is a principal's own. */
function rankedFor(keyring: Keyring, principalId: string, { optional }: AnswersPolicy): string[] {
  const rank = ({ id }: PolicyQuestion) =>
    Buffer.from(
      keyring.mac('phantom-questions', Buffer.from(`${principalId}\n${id}`, 'utf8')),
    ).toString('hex');
  const ranked = optional.map((question) => ({ id: question.id, rank: rank(question) }));
  ranked.sort((left, right) => (left.rank < right.rank ? -1 : 1));
  return ranked.map(({ id }) => id);
}

/**
 * As many questions as the policy has people enrol, those of the lock before others that only fill up: more answers than
 * it takes open a lock as well.
 *
 * @returns undefined when who answers as many as the policy asks for could not open the lock: then what the lock asks has to
 *   be shown
 */
function inPolicyShape(
  lock: Enrolled | undefined,
  ranked: readonly string[],
  { mandatory, shares, threshold }: AnswersPolicy,
): Enrolled | undefined {
  const shape = { mandatory: mandatory.map(({ id }) => id), threshold };
  if (lock === undefined) return { ...shape, optional: ranked.slice(0, shares) };
  const enrolled = new Set(lock.optional);
  const known = ranked.filter((id) => enrolled.has(id));
  const opens =
    sameIds(lock.mandatory, shape.mandatory) &&
    lock.threshold <= threshold &&
    known.length >= threshold;
  if (!opens) return undefined;
  const fillers = ranked.filter((id) => !enrolled.has(id));
  return { ...shape, optional: [...known, ...fillers].slice(0, shares) };
}

function sameIds(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id) => right.includes(id));
}

/** The questions with their texts, in the order of the policy: the order of enrolment would tell that there was one. */
function withTexts(
  { mandatory, optional, threshold }: Enrolled,
  policy: AnswersPolicy,
  language: string | undefined,
): AskedQuestions {
  const catalogue = [...policy.mandatory, ...policy.optional];
  const texts = (ids: readonly string[]): Question[] => {
    const wanted = new Set(ids);
    const known = catalogue.filter(({ id }) => wanted.delete(id));
    // A question that the policy dropped since has no text left but its name.
    return [
      ...known.map((question) => inLanguage(question, language)),
      ...[...wanted].map((id) => ({ id, text: id })),
    ];
  };
  return { mandatory: texts(mandatory), optional: texts(optional), threshold };
}

function inLanguage({ id, text, texts }: PolicyQuestion, language: string | undefined): Question {
  const primary = language?.split('-', 1)[0]?.toLowerCase() ?? '';
  return { id, text: texts?.[primary] ?? text };
}
