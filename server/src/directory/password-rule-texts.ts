import type { PasswordRuleCode, PasswordRuleText } from '@gatehouse/protocol';

import type { CoreLogger } from '../core-logger.js';
import { DirectoryUnavailableError } from './directory.js';
import type { Directory, DirectoryAccount } from './directory.js';
import type { PasswordRule, PasswordRules } from './password-rules.js';

export function ruleCode(rule: PasswordRule): PasswordRuleCode {
  return `password.${rule}`;
}

/** The age is not among them: it is no property of the text that a person thinks of, and a reset need not wait. */
export function ruleTexts(rules: PasswordRules): PasswordRuleText[] {
  const { minimumLength, complexity, historyLength } = rules;
  return [
    ...(minimumLength > 1 ? [{ code: 'password.length' as const, value: minimumLength }] : []),
    ...(complexity ? [{ code: 'password.complexity' as const }] : []),
    ...(historyLength > 0 ? [{ code: 'password.history' as const, value: historyLength }] : []),
  ];
}

/** What holds for the next password of an account; nothing where the directory does not tell: its own word is the last one. */
export async function ruleTextsOf(
  account: DirectoryAccount | undefined,
  { directory, logger }: { directory: Directory; logger?: CoreLogger | undefined },
  correlationId: string,
): Promise<PasswordRuleText[]> {
  if (account === undefined) return [];
  try {
    return ruleTexts(await directory.passwordRules(account));
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    logger?.warn('the directory did not tell its password rules', { correlationId, error });
    return [];
  }
}
