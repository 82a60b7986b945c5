import { parseReference } from '@gatehouse/protocol';

import { UsageError } from './errors.js';

/** The beginning of a correlation id, from what a person reads out. @throws UsageError */
export function correlationOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const prefix = parseReference(text);
  if (prefix === undefined) {
    throw new UsageError(
      `${JSON.stringify(text)} is not a reference.`,
      'A reference looks like 7F3A-91C2-0B44; a correlation id has 32 hex digits.',
    );
  }
  return prefix;
}
