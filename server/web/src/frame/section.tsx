import { Stack, Text, Title } from '@mantine/core';
import { useId } from 'react';
import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  lead?: string | undefined;
  /** What has just happened. */
  message?: ReactNode;
  children: ReactNode;
}

/** A part of a page that has several. It leaves the focus where it is. */
export function Section({ title, lead, message, children }: SectionProps) {
  const heading = useId();
  return (
    <section className="card" aria-labelledby={heading}>
      <Stack gap="md">
        <div>
          <Title order={2} size="h3" id={heading}>
            {title}
          </Title>
          {lead !== undefined && <Text mt={4}>{lead}</Text>}
        </div>
        {message}
        {children}
      </Stack>
    </section>
  );
}
