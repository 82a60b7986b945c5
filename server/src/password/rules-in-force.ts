import type { PasswordPolicy, PasswordRuleText } from '@gatehouse/protocol';

import type { PasswordRules } from '../directory/password-rules.js';
import { textFor } from './text-for.js';

/** What a password is for: a reset needs no minimum age, and has no old password to compare with. */
export type Occasion = 'reset' | 'change';

/** What holds for a new password, and who asks for it. */
export interface RulesInForce {
  ours: PasswordRuleText[];
  directory: PasswordRuleText[];
  /** Both, and of the same rule the stricter one. */
  effective: PasswordRuleText[];
  /** What the directory calls its rules, where it has several. */
  directoryName: string | undefined;
}

/** @param hasList whether there is a list of breached passwords that can be asked */
export function rulesInForce(
  { policy, directory }: { policy: PasswordPolicy; directory: PasswordRules },
  {
    occasion,
    hasList,
    language,
  }: {
    occasion: Occasion;
    hasList: boolean;
    language: string | undefined;
  },
): RulesInForce {
  const ours = rulesOfPolicy(policy, { occasion, hasList, language });
  const theirs = rulesOfDirectory(directory, occasion);
  return {
    ours,
    directory: theirs,
    effective: stricter([...ours, ...theirs]),
    directoryName: directory.name,
  };
}

/** Of each rule one, the stricter. */
export function stricter(rules: readonly PasswordRuleText[]): PasswordRuleText[] {
  const kept: PasswordRuleText[] = [];
  for (const rule of rules) {
    const at = kept.findIndex(({ code, text }) => code === rule.code && text === rule.text);
    const known = kept[at];
    if (known === undefined) kept.push(rule);
    else if (isStricter(rule, known)) kept[at] = rule;
  }
  return kept;
}

/** A smaller number is stricter where it says how much there may be at most. */
const AT_MOST: ReadonlySet<PasswordRuleText['code']> = new Set([
  'password.too-long',
  'password.repeats',
  'password.sequence',
]);

function isStricter(rule: PasswordRuleText, known: PasswordRuleText): boolean {
  const [value = 0, other = 0] = [rule.value, known.value];
  return AT_MOST.has(rule.code) ? value < other : value > other;
}

function rulesOfPolicy(
  policy: PasswordPolicy,
  {
    occasion,
    hasList,
    language,
  }: {
    occasion: Occasion;
    hasList: boolean;
    language: string | undefined;
  },
): PasswordRuleText[] {
  const { breached } = policy;
  const isChange = occasion === 'change';
  const patterns = [...policy.mustMatch, ...policy.mustNotMatch];
  return [
    ...when(policy.minimumLength > 1, 'password.length', policy.minimumLength),
    // What Windows does not take goes without saying.
    ...when(policy.maximumLength < 256, 'password.too-long', policy.maximumLength),
    ...policy.classes.map((name) => ({ code: `password.${name}` as const })),
    ...when(policy.minimumClasses > 1, 'password.classes', policy.minimumClasses),
    ...patterns.map((pattern) => ({
      code: 'password.pattern' as const,
      text: textFor(pattern, language),
    })),
    ...when(policy.dictionary.length > 0, 'password.dictionary'),
    ...when(breached === 'require' || (breached !== 'off' && hasList), 'password.breached'),
    ...when(policy.personal, 'password.personal'),
    ...when(isChange && policy.minimumDistance > 0, 'password.similar', policy.minimumDistance),
    ...when(policy.maximumRepeats > 0, 'password.repeats', policy.maximumRepeats),
    ...when(policy.maximumSequence > 0, 'password.sequence', policy.maximumSequence),
    ...when(policy.minimumScore > 0, 'password.weak', policy.minimumScore),
    ...when(policy.history > 0, 'password.history', policy.history),
    ...when(isChange && policy.minimumAgeHours > 0, 'password.age'),
  ];
}

function rulesOfDirectory(rules: PasswordRules, occasion: Occasion): PasswordRuleText[] {
  const { minimumLength, complexity, historyLength, minimumAgeSeconds } = rules;
  return [
    ...when(minimumLength > 1, 'password.length', minimumLength),
    ...when(complexity, 'password.complexity'),
    ...when(historyLength > 0, 'password.history', historyLength),
    ...when(occasion === 'change' && minimumAgeSeconds > 0, 'password.age'),
  ];
}

function when(holds: boolean, code: PasswordRuleText['code'], value?: number): PasswordRuleText[] {
  if (!holds) return [];
  return [value === undefined ? { code } : { code, value }];
}
