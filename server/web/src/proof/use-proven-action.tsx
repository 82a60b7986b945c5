import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import type { Failure } from '../api/failure.js';
import { useAction } from '../frame/use-action.js';
import type { Action } from '../frame/use-action.js';
import { useSession } from '../session/session.js';
import { ProofDialog } from './proof-dialog.js';

/**
 * An action in a session. Where the server wants a newer proof of who is there, it is asked for, and the action is done
 * again.
 * @returns also the dialog, for the page to show
 */
export function useProvenAction(): Action & { dialog: ReactNode } {
  const { intercept } = useSession();
  const [waiting, setWaiting] = useState<() => Promise<void>>();
  const last = useRef<() => Promise<void>>(undefined);
  const takes = (failure: Failure) => {
    if (intercept(failure)) return true;
    if (failure.code !== 'session.proof-required') return false;
    setWaiting(() => last.current);
    return true;
  };
  const action = useAction(takes);
  const run = (work: () => Promise<void>) => {
    last.current = work;
    action.run(work);
  };
  const dialog =
    waiting === undefined ? null : (
      <ProofDialog
        onClose={() => setWaiting(undefined)}
        onProven={() => {
          setWaiting(undefined);
          // The proof gave the session another token: other tabs have it by the cookie, and what they show is still true.
          action.run(waiting);
        }}
      />
    );
  return { ...action, run, dialog };
}
