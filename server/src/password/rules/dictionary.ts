import { skeletonOf } from '../candidate.js';
import type { Rule } from './rule.js';

/** Words that the policy names, however they are dressed up. A word without letters is looked for as it is. */
export const dictionary: Rule = ({ folded, skeleton }, { policy }) => {
  const isThere = (word: string) => {
    const bare = skeletonOf(word);
    return bare.length < MIN_SKELETON
      ? folded.includes(word.normalize('NFKC').toLowerCase())
      : skeleton.includes(bare);
  };
  return policy.dictionary.some(isThere) ? [{ code: 'password.dictionary' }] : [];
};

/** Shorter skeletons are in everything. */
const MIN_SKELETON = 3;
