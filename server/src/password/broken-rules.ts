import type { PasswordRuleText } from '@gatehouse/protocol';

import type { Candidate } from './candidate.js';
import { classes } from './rules/classes.js';
import { dictionary } from './rules/dictionary.js';
import { length } from './rules/length.js';
import { patterns } from './rules/patterns.js';
import { personal } from './rules/personal.js';
import { repeats, sequence } from './rules/rows.js';
import type { Circumstances, Rule } from './rules/rule.js';
import { similar } from './rules/similar.js';

/** Every rule that the text of a password can break by itself. */
const RULES: readonly Rule[] = [
  length,
  classes,
  patterns,
  dictionary,
  personal,
  similar,
  repeats,
  sequence,
];

/** No policy takes more, so nothing longer is looked at any further: UTF-16 code units. */
const LONGEST = 256;

/** All rules that a text breaks, in the order in which people are told them. Pure. */
export function brokenTextRules(
  candidate: Candidate | undefined,
  circumstances: Circumstances,
): PasswordRuleText[] {
  if (candidate === undefined) return [{ code: 'password.characters' }];
  if (candidate.text.length > LONGEST) return length(candidate, circumstances);
  return RULES.flatMap((rule) => rule(candidate, circumstances));
}
