import type { ReactNode } from 'react';

/** What a setting does, in the language of the pages, with `words of a policy` between backticks. */
export function SettingHelp({ text }: { text: string }): ReactNode {
  return (
    <span>
      {text
        .split('`')
        // Every second part stands between two backticks.
        .map((part, at) => (at % 2 === 1 ? <code key={`${at} ${part}`}>{part}</code> : part))}
    </span>
  );
}
