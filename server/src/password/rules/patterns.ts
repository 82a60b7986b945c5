import type { PasswordPattern, PasswordPolicy } from '@gatehouse/protocol';
import { RE2JS } from 're2js';

import { textFor } from '../text-for.js';
import type { Rule } from './rule.js';

/** Patterns come from policies, whose number is small; this is only a bound. */
const MAX_COMPILED = 256;
const compiled = new Map<string, RE2JS>();

/** The administrator's own patterns, matched in time linear in the password whatever the pattern (RE2). */
export const patterns: Rule = ({ text }, { policy: { mustMatch, mustNotMatch }, language }) => {
  const broken = [
    ...mustMatch.filter(({ pattern }) => !isFound(pattern, text)),
    ...mustNotMatch.filter(({ pattern }) => isFound(pattern, text)),
  ];
  return broken.map((pattern) => ({
    code: 'password.pattern' as const,
    text: textFor(pattern, language),
  }));
};

/** What is wrong with the patterns of a policy, with the setting's name; undefined when nothing is. */
export function patternFault(settings: {
  [Name in 'mustMatch' | 'mustNotMatch']?: PasswordPolicy[Name] | undefined;
}): string | undefined {
  for (const name of ['mustMatch', 'mustNotMatch'] as const) {
    const at = (settings[name] ?? []).findIndex((pattern) => !isPattern(pattern));
    if (at >= 0) {
      return `${name}.${at}.pattern: not a regular expression of RE2, which has neither back references nor look-around; or too large`;
    }
  }
  return undefined;
}

/** Instructions of a compiled pattern: counted repetitions of repetitions would make it large. */
const MAX_PROGRAM_SIZE = 5_000;

function isPattern({ pattern }: PasswordPattern): boolean {
  try {
    return compile(pattern).programSize() <= MAX_PROGRAM_SIZE;
  } catch {
    return false;
  }
}

function isFound(pattern: string, text: string): boolean {
  return compile(pattern).matcher(text).find();
}

/** @throws RE2JSException for what is no pattern */
function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const fresh = RE2JS.compile(pattern);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(pattern, fresh);
  return fresh;
}
