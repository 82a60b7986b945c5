import { useCallback, useEffect, useRef, useState } from 'react';

import { Failure } from '../api/failure.js';
import { useProvenAction } from '../proof/use-proven-action.js';

interface Listing<T> extends ReturnType<typeof useProvenAction> {
  /** Undefined until it is there. */
  list: T | undefined;
  /** Does something, and reads the list again. */
  change: (work: () => Promise<void>) => void;
  reload: () => void;
}

/** A list of the server that is read when the page comes, and after each change. */
export function useListing<T>(read: () => Promise<T>): Listing<T> {
  const action = useProvenAction();
  const { run } = action;
  const [list, setList] = useState<T>();
  const reader = useRef(read);
  const load = useCallback(async () => setList(await reader.current()), []);
  const first = useRef(() => run(load));
  useEffect(() => first.current(), []);
  return {
    ...action,
    list,
    change: (work) =>
      run(async () => {
        await work().catch(async (error: unknown) => {
          // Whoever was faster is shown at once.
          if (error instanceof Failure && error.code.endsWith('.conflict')) await load();
          throw error;
        });
        await load();
      }),
    reload: () => run(load),
  };
}
