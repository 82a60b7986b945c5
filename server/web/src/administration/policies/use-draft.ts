import type { PolicyDocument } from '@gatehouse/protocol';
import { useCallback, useState } from 'react';

import { forget, keep, recall } from '../../navigation/kept.js';

/** A working day: whoever comes back the next one begins from what holds then. */
const KEPT_MS = 12 * 3_600_000;

/** A policy as somebody is writing it. */
export interface Draft {
  /** The version that it was begun from; 0 for a policy that is new. */
  base: number;
  /** That version. */
  began?: PolicyDocument;
  document: PolicyDocument;
}

/**
 * What somebody is writing, kept in the tab: a reload in the middle, or a session that ends by itself, loses nothing.
 * @param owner whose it is: after a sign-in of somebody else in the same tab it is not shown
 */
export function useDraft(
  owner: string,
  name = '',
): [Draft | undefined, (draft: Draft | undefined) => void] {
  const key = `gatehouse-policy/${owner}/${name}`;
  // Only this page writes there.
  const [draft, setDraft] = useState(() => recall(key, Date.now()) as Draft | undefined);
  const change = useCallback(
    (next: Draft | undefined) => {
      if (next === undefined) forget(key);
      else keep(key, next, Date.now() + KEPT_MS, owner);
      setDraft(next);
    },
    [key, owner],
  );
  return [draft, change];
}
