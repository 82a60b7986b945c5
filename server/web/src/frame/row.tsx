import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** What one may do to one thing of a list. Buttons of a list are alike: `about` says which thing this one is for. */
interface RowAction {
  label: string;
  about: string;
  busy: boolean;
  onAct: () => void;
}

/** One thing of a list: what it is called, what is known of it line by line, and what one may do to it. */
export function Row({
  title,
  lines,
  action,
}: {
  title: ReactNode;
  lines: readonly ReactNode[];
  action: RowAction | undefined;
}) {
  return (
    <li>
      <div>
        <Text fw={600}>{title}</Text>
        {lines.map((line, at) => (
          <Text key={at} size="sm">
            {line}
          </Text>
        ))}
      </div>
      {action !== undefined && (
        <Button
          variant="default"
          size="sm"
          disabled={action.busy}
          aria-label={action.about}
          onClick={action.onAct}
        >
          {action.label}
        </Button>
      )}
    </li>
  );
}
