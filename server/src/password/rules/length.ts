import type { Rule } from './rule.js';

/** At least so many characters as Unicode counts (SP 800-63B-4, 3.1.1.2), and no more than Windows takes. */
export const length: Rule = (
  { text, characters },
  { policy: { minimumLength, maximumLength } },
) => [
  ...(characters.length < minimumLength
    ? [{ code: 'password.length' as const, value: minimumLength }]
    : []),
  ...(text.length > maximumLength
    ? [{ code: 'password.too-long' as const, value: maximumLength }]
    : []),
];
