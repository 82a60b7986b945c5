import type { PasswordRuleText } from '@gatehouse/protocol';
import { Text } from '@mantine/core';
import { useEffect } from 'react';

import { useAnnounce } from '../frame/announcer.js';
import { CheckIcon, CrossIcon, DotIcon } from '../frame/icons.js';
import { useTexts } from '../texts/language.js';
import { meets } from './local-rules.js';

export interface JudgedRules {
  /** Of what was judged. */
  password: string;
  broken: readonly PasswordRuleText[];
}

interface RuleListProps {
  id: string;
  rules: readonly PasswordRuleText[];
  /** As it is typed. */
  password: string;
  /** What the server said of a password. */
  judged?: JudgedRules | undefined;
}

/** Rules that only setting a password looks at, whatever was asked before. */
const ONLY_AT_THE_END: ReadonlySet<string> = new Set([
  'password.history',
  'password.age',
  'password.other',
]);

/** After so long without a key being pressed it is read out how far one is. */
const QUIET_MS = 1_200;

/** The rules for a new password, ticking off as it is typed. */
export function RuleList({ id, rules, password, judged }: RuleListProps) {
  const { password: words } = useTexts();
  const announce = useAnnounce();
  const shown = withBroken(rules, judged);
  const states = shown.map((rule) => stateOf(rule, password, judged));
  const met = states.filter((state) => state === 'met').length;
  useEffect(() => {
    if (password === '') return;
    const timer = setTimeout(() => announce(words.progress(met, shown.length)), QUIET_MS);
    return () => clearTimeout(timer);
  }, [announce, met, password, shown.length, words]);
  if (shown.length === 0) return null;
  return (
    <div id={id}>
      <Text size="sm" fw={600}>
        {words.rules}
      </Text>
      <ul className="rules">
        {shown.map((rule, at) => {
          const state = states[at] ?? 'later';
          return (
            <li key={keyOf(rule)} data-state={state}>
              {ICONS[state]}
              <span>
                {rule.text ?? words.rule(rule.code, rule.value)}
                <span className="visually-hidden">: {words[state]}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const ICONS = { met: <CheckIcon />, broken: <CrossIcon />, later: <DotIcon /> };

type State = keyof typeof ICONS;

function stateOf(rule: PasswordRuleText, password: string, judged: JudgedRules | undefined): State {
  if (password === '') return 'later';
  if (judged?.password === password) {
    if (judged.broken.some((broken) => keyOf(broken) === keyOf(rule))) return 'broken';
    return ONLY_AT_THE_END.has(rule.code) ? 'later' : 'met';
  }
  const met = meets(rule, password);
  return met === undefined ? 'later' : met ? 'met' : 'broken';
}

/** What was broken is shown even where it was not announced before. */
function withBroken(
  rules: readonly PasswordRuleText[],
  judged: JudgedRules | undefined,
): PasswordRuleText[] {
  const known = new Set(rules.map(keyOf));
  return [...rules, ...(judged?.broken ?? []).filter((rule) => !known.has(keyOf(rule)))];
}

function keyOf({ code, value, text }: PasswordRuleText): string {
  return `${code} ${value ?? ''} ${text ?? ''}`;
}
