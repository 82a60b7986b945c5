import type {
  AnswersPolicy,
  EnrollmentRejection,
  EnrollmentRejectionCode,
} from '@gatehouse/protocol';
import { checkAnswer } from '@gatehouse/protocol/recovery';
import type { Answer, AnswerFault } from '@gatehouse/protocol/recovery';

const CODES: Record<AnswerFault, EnrollmentRejectionCode> = {
  blank: 'enrollment.incomplete',
  'too-short': 'enrollment.answer-too-short',
  'too-long': 'enrollment.answer-too-long',
  blocked: 'enrollment.answer-blocked',
  'in-question': 'enrollment.answer-in-question',
  'in-name': 'enrollment.answer-in-name',
  repeated: 'enrollment.answers-equal',
};

/**
 * Why answers are not taken, naming the first one that is wrong; undefined when all of them do (R30).
 *
 * @param names what the directory knows the person by
 */
export function rejectionOf(
  answers: readonly Answer[],
  policy: AnswersPolicy,
  names: readonly string[],
): EnrollmentRejection | undefined {
  if (!isComplete(answers, policy)) return { code: 'enrollment.incomplete' };
  const questions = new Map([...policy.mandatory, ...policy.optional].map((q) => [q.id, q]));
  for (const [at, { id, answer }] of answers.entries()) {
    const question = questions.get(id);
    // In every language: what is part of the question in one is guessed by whoever reads it in another.
    const texts =
      question === undefined ? [] : [question.text, ...Object.values(question.texts ?? {})];
    for (const text of texts) {
      const fault = checkAnswer(answer, {
        minLength: policy.minimumLength,
        blocklist: policy.blocklist,
        question: text,
        names,
        // The one that repeats is named, not the one that was there first.
        otherAnswers: answers.slice(0, at).map((other) => other.answer),
      });
      if (fault !== undefined) return { code: CODES[fault], questionId: id };
    }
  }
  return undefined;
}

/** Every mandatory question, and as many of the optional ones as the policy asks for, each once. */
function isComplete(answers: readonly Answer[], policy: AnswersPolicy): boolean {
  const ids = new Set(answers.map(({ id }) => id));
  const optional = policy.optional.filter(({ id }) => ids.has(id)).length;
  return (
    ids.size === answers.length &&
    ids.size === policy.mandatory.length + optional &&
    policy.mandatory.every(({ id }) => ids.has(id)) &&
    optional === policy.shares
  );
}
