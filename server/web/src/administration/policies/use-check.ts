import type { PolicyDocument, administration } from '@gatehouse/protocol';
import { useEffect, useState } from 'react';

import { call } from '../../api/call.js';
import type { Failure } from '../../api/failure.js';
import { failureOf } from '../../frame/use-action.js';
import { useSession } from '../../session/session.js';

/** After so long without a change the server is asked. */
const QUIET_MS = 400;

interface Checked {
  check?: administration.PolicyCheck;
  failure?: Failure;
}

/**
 * What the server says of a policy while it is written: what it inherits, where it departs, why it cannot be applied.
 * @param document undefined while there is nothing that the server could look at; what it said before stays
 */
export function useCheck(document: PolicyDocument | undefined): Checked {
  const { intercept } = useSession();
  const [checked, setChecked] = useState<Checked>({});
  const text = document === undefined ? undefined : JSON.stringify(document);
  useEffect(() => {
    if (text === undefined) return;
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      call('checkPolicy', { body: JSON.parse(text) as PolicyDocument, signal }).then(
        (check) => {
          if (!signal.aborted) setChecked({ check });
        },
        (error: unknown) => {
          if (signal.aborted) return;
          const failure = failureOf(error);
          // What was inherited before is still the best that is known.
          if (!intercept(failure)) setChecked((before) => ({ ...before, failure }));
        },
      );
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `intercept` is another one after each change of the session: no reason to ask again
  }, [text]);
  return checked;
}
