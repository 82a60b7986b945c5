import type { AnswersPolicy } from '@gatehouse/protocol';
import { MAX_SUBSETS, countSubsets } from '@gatehouse/protocol/recovery';

/** What nobody could enrol or answer under this policy, as `setting: what is wrong`; undefined when all is well. */
export function answersPolicyFault(policy: AnswersPolicy): string | undefined {
  const { mandatory, optional, shares, threshold } = policy;
  const ids = [...mandatory, ...optional].map(({ id }) => id);
  const repeated = ids.find((id, at) => ids.indexOf(id) !== at);
  if (repeated !== undefined) return `optional: the question ${repeated} is there twice`;
  if (shares > optional.length) {
    return `shares: ${shares} questions cannot be chosen from ${optional.length}`;
  }
  if (threshold > shares) return `threshold: ${threshold} is more than shares, ${shares}`;
  if (threshold === 0 && shares > 0) {
    return `threshold: of ${shares} enrolled questions none would ever be asked`;
  }
  const subsets = countSubsets(shares, threshold);
  if (subsets > MAX_SUBSETS) {
    return `threshold: there are ${subsets} ways to choose ${threshold} of ${shares}, more than ${MAX_SUBSETS}`;
  }
  return undefined;
}

/** Whether the policy asks anything at all. */
export function asksQuestions({ mandatory, threshold }: AnswersPolicy): boolean {
  return mandatory.length + threshold > 0;
}
