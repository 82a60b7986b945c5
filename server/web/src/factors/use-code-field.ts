import { useRef, useState } from 'react';
import type { Ref } from 'react';

import { useTexts } from '../texts/language.js';

/** A field for one code: empty ones are refused here, and whatever was sent is used up. */
export function useCodeField(onCode: (code: string) => void): {
  field: {
    ref: Ref<HTMLInputElement>;
    label: string;
    value: string;
    onChange: (code: string) => void;
    error: string | undefined;
  };
  submit: () => void;
} {
  const { code: words } = useTexts();
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return {
    field: {
      ref: input,
      label: words.label,
      value: code,
      onChange: setCode,
      error: isMissing ? words.missing : undefined,
    },
    submit() {
      const typed = code.trim();
      setMissing(typed === '');
      setCode('');
      input.current?.focus();
      if (typed !== '') onCode(typed);
    },
  };
}
