import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

interface MomentInputProps {
  label: string;
  description?: ReactNode;
  error?: string | undefined;
  value: unknown;
  /** An instant in UTC; undefined when the field is empty, or not filled in to the end. */
  onValue: (value: string | undefined) => void;
}

/** A moment in the time of whoever sits here. */
export function MomentInput({ label, description, error, value, onValue }: MomentInputProps) {
  const [text, setText] = useState(typeof value === 'string' ? localOf(value) : '');
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={description}
      error={error}
      value={text}
      onChange={({ currentTarget: { value: typed } }) => {
        setText(typed);
        const at = new Date(typed);
        onValue(Number.isNaN(at.getTime()) ? undefined : at.toISOString());
      }}
    />
  );
}

/** `2026-11-27T06:00`, as the field has it. */
function localOf(instant: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
