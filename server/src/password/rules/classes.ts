import { CharacterClass } from '@gatehouse/protocol';

import type { Rule } from './rule.js';

const MEMBERS: Readonly<Record<CharacterClass, RegExp>> = {
  upper: /[\p{Lu}\p{Lt}]/u,
  lower: /\p{Ll}/u,
  digit: /\p{Nd}/u,
  symbol: /[^\p{L}\p{Nd}\p{M}]/u,
};

/** Kinds of characters that must be there: those that are named, and so many of the four. */
export const classes: Rule = ({ text }, { policy }) => {
  const present = CharacterClass.options.filter((name) => MEMBERS[name].test(text));
  const missing = policy.classes.filter((name) => !present.includes(name));
  return [
    ...missing.map((name) => ({ code: `password.${name}` as const })),
    ...(present.length < policy.minimumClasses
      ? [{ code: 'password.classes' as const, value: policy.minimumClasses }]
      : []),
  ];
};
