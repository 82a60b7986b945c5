import { Stack, Title } from '@mantine/core';
import { useId } from 'react';
import type { ReactNode } from 'react';

/** One subject of a page, under a heading of its own. */
export function Section({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const heading = useId();
  return (
    <section className="card" aria-labelledby={heading}>
      <Stack gap="md">
        <Title order={2} size="h3" id={heading}>
          {title}
        </Title>
        {children}
      </Stack>
    </section>
  );
}

/** What is said of somebody, by name. Facts that are undefined are left out. */
export function Facts({ facts }: { facts: readonly [string, ReactNode][] }): ReactNode {
  return (
    <dl className="desk-facts">
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <FactRow key={name} name={name} value={value} />
        ))}
    </dl>
  );
}

function FactRow({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
