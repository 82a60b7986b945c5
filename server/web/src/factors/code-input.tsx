import { TextInput } from '@mantine/core';
import type { Ref } from 'react';

interface CodeInputProps {
  ref?: Ref<HTMLInputElement>;
  label: string;
  value: string;
  onChange: (code: string) => void;
  /** Letters as well. */
  isText?: boolean;
  error?: string | undefined;
  description?: string | undefined;
}

/** As much as the server looks at. */
const MAX_LENGTH = 64;

/** A one-time code: phones offer what came by mail or message, and show digits to type it with. */
export function CodeInput({ ref, isText = false, onChange, ...rest }: CodeInputProps) {
  return (
    <TextInput
      {...rest}
      ref={ref}
      data-first
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      inputMode={isText ? 'text' : 'numeric'}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={MAX_LENGTH}
      size="md"
      classNames={{ input: 'code-input' }}
    />
  );
}
