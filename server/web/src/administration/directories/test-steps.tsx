import type { administration } from '@gatehouse/protocol';
import { Text } from '@mantine/core';

import { CheckIcon, CrossIcon } from '../../frame/icons.js';
import { useDirectoryTexts } from './texts/directory-texts.js';
import type { DirectoryTexts } from './texts/en.js';

type Step = administration.DirectoryTest['steps'][number];

/** Each step of a test, and what to do about one that failed. What the server says of it is for administrators. */
export function TestSteps({ realm, steps }: { realm: string; steps: readonly Step[] }) {
  const words = useDirectoryTexts();
  return (
    <ol className="rules" aria-label={words.steps(realm)}>
      {steps.map((step, at) => (
        <li key={`${step.host ?? ''} ${step.step} ${at}`} data-state={step.ok ? 'met' : 'broken'}>
          {step.ok ? <CheckIcon /> : <CrossIcon />}
          <div>
            <Text size="sm" fw={600}>
              {[words.names[step.step] ?? step.step, step.host].filter(Boolean).join(' · ')}
              {': '}
              {step.ok ? words.passed : words.failed} ({words.milliseconds(step.milliseconds)})
            </Text>
            <Text size="sm" c="var(--mantine-color-text)" lang="en">
              {step.detail}
            </Text>
            {!step.ok && (
              <Text size="sm" c="var(--mantine-color-text)">
                {adviceFor(words, step.step)}
              </Text>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function adviceFor({ advice }: DirectoryTexts, step: string): string {
  const known: Partial<Record<string, string>> = advice;
  return known[step] ?? advice.other;
}
