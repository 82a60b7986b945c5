import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

interface LinesInputProps {
  label: string;
  description?: ReactNode;
  lines: readonly string[];
  error?: string | undefined;
  onLines: (lines: string[]) => void;
}

/** A list of texts, one a line. Empty lines are nothing; while somebody types they stay. */
export function LinesInput({ label, description, lines, error, onLines }: LinesInputProps) {
  const [text, setText] = useState(lines.join('\n'));
  return (
    <Textarea
      label={label}
      description={description}
      rows={Math.min(8, Math.max(2, lines.length + 1))}
      value={text}
      error={error}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
        onLines(
          value
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== ''),
        );
      }}
    />
  );
}
