import type { ReactNode } from 'react';

/** What a setting does, as the schema describes it: in English, with `words of a policy` between backticks. */
export function SettingHelp({ text }: { text: string }): ReactNode {
  return (
    <span lang="en">
      {text
        .split('`')
        // Every second part stands between two backticks.
        .map((part, at) => (at % 2 === 1 ? <code key={`${at} ${part}`}>{part}</code> : part))}
    </span>
  );
}
