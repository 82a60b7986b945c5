import { distance } from 'fastest-levenshtein';

import type { Rule } from './rule.js';

/** What is shorter than this is a part of anything. */
const MIN_CONTAINED = 4;

/** Not the old password with another number: nor a part of it, nor it with something added, nor it backwards. */
export const similar: Rule = ({ folded }, { policy: { minimumDistance }, old }) => {
  if (minimumDistance === 0 || old === undefined) return [];
  const before = old.folded;
  const [shorter = '', longer = ''] = [folded, before].toSorted((a, b) => a.length - b.length);
  const isSimilar =
    distance(folded, before) < minimumDistance ||
    distance(folded, Array.from(before).toReversed().join('')) < minimumDistance ||
    (shorter.length >= MIN_CONTAINED && longer.includes(shorter));
  return isSimilar ? [{ code: 'password.similar', value: minimumDistance }] : [];
};
