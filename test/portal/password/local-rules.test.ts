import type { PasswordRuleText } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import { candidateOf } from '../../../server/src/password/candidate.js';
import { classes } from '../../../server/src/password/rules/classes.js';
import { length } from '../../../server/src/password/rules/length.js';
import { repeats } from '../../../server/src/password/rules/rows.js';
import type { Circumstances } from '../../../server/src/password/rules/rule.js';
import { meets } from '../../../server/web/src/password/local-rules.js';

const PASSWORDS = [
  ...['a', 'A', '1', '!', 'ß', 'ǅ', '٣', '中', '👩‍🚀', 'é', 'e\u0301'],
  ...['short', 'correct horse battery staple', 'Aa1!', 'aaaaB', 'aAaA', 'ａａａa', '　　　'],
  ...['Correct-Horse 7', 'x'.repeat(127), 'x'.repeat(128), '😀'.repeat(11), 'ＡＢＣ１２３'],
];
const policy = {
  ...{ minimumLength: 12, maximumLength: 127, minimumClasses: 3, maximumRepeats: 2 },
  classes: ['upper', 'lower', 'digit', 'symbol'],
} as unknown as Circumstances['policy'];
const RULES: PasswordRuleText[] = [
  { code: 'password.length', value: 12 },
  { code: 'password.too-long', value: 127 },
  { code: 'password.classes', value: 3 },
  { code: 'password.repeats', value: 2 },
  ...(['upper', 'lower', 'digit', 'symbol'] as const).map((kind) => ({
    code: `password.${kind}` as const,
  })),
];

describe('rules that tick off in the page', () => {
  it.each(PASSWORDS)('are met when the server says so: %s', (password) => {
    const circumstances = { policy, account: {} } as unknown as Circumstances;
    const broken = [length, classes, repeats]
      .flatMap((rule) => rule(candidateOf(password), circumstances))
      .map(({ code }) => code);
    for (const rule of RULES) {
      expect([rule.code, meets(rule, password)]).toEqual([rule.code, !broken.includes(rule.code)]);
    }
  });

  it('say nothing of what only the server knows, nor before anything is typed', () => {
    expect(meets({ code: 'password.breached' }, 'password')).toBeUndefined();
    expect(meets({ code: 'password.personal' }, 'alice')).toBeUndefined();
    expect(meets({ code: 'password.length' }, 'x')).toBeUndefined();
    for (const rule of RULES) expect(meets(rule, '')).toBeUndefined();
  });
});
