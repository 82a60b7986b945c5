import { useCallback, useEffect, useRef, useState } from 'react';

import { newCorrelationId } from '../api/correlation.js';
import { Failure } from '../api/failure.js';

export interface Action {
  busy: boolean;
  failure: Failure | undefined;
  /** Does one thing at a time: what is asked for meanwhile, as by a second click, is not done. */
  run: (work: () => Promise<void>) => void;
  clear: () => void;
}

/** @param intercept takes failures that are nobody's here, as that the session is over */
export function useAction(intercept?: (failure: Failure) => boolean): Action {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const running = useRef(false);
  const interceptor = useRef(intercept);
  useEffect(() => {
    interceptor.current = intercept;
  });

  const run = useCallback((work: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFailure(undefined);
    work()
      .catch((error: unknown) => {
        const found = failureOf(error);
        if (interceptor.current?.(found) !== true) setFailure(found);
      })
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  }, []);

  return { busy, failure, run, clear: () => setFailure(undefined) };
}

/** Whatever else was thrown is a defect of the page. */
export function failureOf(error: unknown): Failure {
  return error instanceof Failure
    ? error
    : new Failure('page', { correlationId: newCorrelationId(), cause: error });
}
