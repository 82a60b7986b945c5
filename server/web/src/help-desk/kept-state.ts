import { useCallback, useState } from 'react';

import { forget, keep, recall } from '../navigation/kept.js';

/** Whose page about whom: what one operator typed is not shown to the next one in the same tab. */
export interface Desk {
  /** The id of the operator. */
  operator: string;
  /** The person, as the address names them. */
  person: string;
}

function keyOf(what: string, { operator, person }: Desk): string {
  return `gatehouse-desk ${what} ${operator} ${person}`;
}

/**
 * State that survives a reload, and a sign-in after the session has ended. Never a secret.
 * @returns also how it is set, with the time at which it is forgotten
 */
export function useKept<T>(
  what: string,
  desk: Desk,
): [T | undefined, (value: T | undefined, untilMs?: number) => void] {
  const { operator } = desk;
  const key = keyOf(what, desk);
  const [value, setValue] = useState(() => recall(key, Date.now()) as T | undefined);
  const set = useCallback(
    (next: T | undefined, untilMs = Date.now() + DRAFT_MS) => {
      if (next === undefined) forget(key);
      else keep(key, next, untilMs, operator);
      setValue(next);
    },
    [key, operator],
  );
  return [value, set];
}

/** As long as a telephone call with its interruptions. */
const DRAFT_MS = 30 * 60_000;
