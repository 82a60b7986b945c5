import type { administration } from '@gatehouse/protocol';
import { useState } from 'react';

import { forget, keep, recall } from '../../navigation/kept.js';

/** A working day: whoever comes back the next one begins from what holds then. */
const KEPT_MS = 12 * 3_600_000;

/** A message as somebody is writing it. */
export interface Draft extends administration.Wording {
  /** The version that it was begun from. */
  base: number;
}

/**
 * What somebody is writing, kept in the tab: a reload in the middle, or a session that ends by itself, loses nothing.
 * @param owner whose it is: after a sign-in of somebody else in the same tab it is not shown
 * @param name of the message, in its language
 */
export function useWording(
  owner: string,
  name: string,
): [Draft | undefined, (draft: Draft | undefined) => void] {
  const key = `gatehouse-message/${owner}/${name}`;
  // Only this page writes there.
  const [draft, setDraft] = useState(() => recall(key, Date.now()) as Draft | undefined);
  const change = (next: Draft | undefined) => {
    if (next === undefined) forget(key);
    else keep(key, next, Date.now() + KEPT_MS, owner);
    setDraft(next);
  };
  return [draft, change];
}
