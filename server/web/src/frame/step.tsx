import { Stack, Text, Title } from '@mantine/core';
import { useEffect, useId, useRef } from 'react';
import type { ReactNode, SubmitEvent } from 'react';

import { useTexts } from '../texts/language.js';

interface StepProps {
  title: string;
  lead?: string | undefined;
  /** What has just happened, above the fields. */
  message?: ReactNode;
  children: ReactNode;
  /** Of the heading: 2 in a dialog, which is over a page. */
  level?: 1 | 2;
  /** A form when given. Nothing is ever sent by the browser itself. */
  onSubmit?: () => void;
}

/**
 * One step of a conversation. It takes the focus when it comes: its first field, else its heading, so that the keyboard
 * and a screen reader are where the eyes are.
 */
export function Step({ title, lead, message, children, onSubmit, level = 1 }: StepProps) {
  const texts = useTexts();
  const heading = useId();
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    const field = root.current?.querySelector<HTMLElement>('[data-first]');
    (field ?? root.current?.querySelector<HTMLElement>('h1, h2'))?.focus();
  }, []);
  useEffect(() => {
    if (level === 1) document.title = `${title} · ${texts.product}`;
  }, [title, texts, level]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit?.();
  };
  const content = (
    <Stack gap="md">
      <div>
        <Title order={level} size={level === 1 ? 'h2' : 'h3'} id={heading} tabIndex={-1}>
          {title}
        </Title>
        {lead !== undefined && <Text mt={4}>{lead}</Text>}
      </div>
      {message}
      {children}
    </Stack>
  );
  if (onSubmit === undefined) {
    return (
      <section ref={root} className="card" aria-labelledby={heading}>
        {content}
      </section>
    );
  }
  return (
    <section ref={root} className="card">
      <form onSubmit={submit} noValidate aria-labelledby={heading}>
        {content}
      </form>
    </section>
  );
}
