import type { AnswersPolicy, PolicyQuestion, Question } from '@gatehouse/protocol';

import type { Keyring } from '../keyring/keyring.js';
import type { AnswersLock } from './answers.js';
import type { AskedQuestions } from './session.js';

type Enrolled = Pick<AnswersLock, 'mandatory' | 'optional' | 'threshold'>;

/**
 * Questions for who enrolled none and for names that nobody has: as many as others have, and the same ones each time
 * (R38). Which ones says nothing to who does not have the key.
 */
export function phantomQuestions(
  keyring: Keyring,
  principalId: string,
  { mandatory, optional, shares, threshold }: AnswersPolicy,
): Enrolled {
  const rank = ({ id }: PolicyQuestion) =>
    Buffer.from(
      keyring.mac('phantom-questions', Buffer.from(`${principalId}\n${id}`, 'utf8')),
    ).toString('hex');
  const ranked = optional.map((question) => ({ id: question.id, rank: rank(question) }));
  ranked.sort((left, right) => (left.rank < right.rank ? -1 : 1));
  return {
    mandatory: mandatory.map(({ id }) => id),
    optional: ranked.slice(0, shares).map(({ id }) => id),
    threshold,
  };
}

/** The questions with their texts, in the order of the policy: the order of enrolment would tell that there was one. */
export function askedQuestions(
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
