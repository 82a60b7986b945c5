import { Button, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { Step } from '../frame/step.js';
import { useFirstRunTexts } from './texts/first-run-texts.js';

interface CodeStepProps {
  busy: boolean;
  message: ReactNode;
  onCode: (code: string) => void;
}

/** The one-time code: typed here, and kept in a cookie that no script sees. It is in no address. */
export function CodeStep({ busy, message, onCode }: CodeStepProps): ReactNode {
  const { code: words } = useFirstRunTexts();
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = () => {
    const typed = code.trim();
    setMissing(typed === '');
    if (typed === '') field.current?.focus();
    else onCode(typed);
  };
  return (
    <Step title={words.title} lead={words.lead} message={message} onSubmit={submit}>
      <TextInput
        ref={field}
        data-first
        label={words.label}
        description={words.help}
        value={code}
        onChange={({ currentTarget }) => setCode(currentTarget.value)}
        error={isMissing ? words.missing : undefined}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={64}
        classNames={{ input: 'code-input' }}
      />
      <Button type="submit" loading={busy}>
        {words.submit}
      </Button>
    </Step>
  );
}
