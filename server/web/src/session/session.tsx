import type { Me } from '@gatehouse/protocol';
import { createContext, use, useCallback, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import type { Failure, FailureCode } from '../api/failure.js';
import { failureOf } from '../frame/use-action.js';
import { forgetAll, forgetOthers } from '../navigation/kept.js';

/** Why nobody is signed in, where somebody was. */
export type Ending =
  { kind: 'expired' } | { kind: 'signed-out' } | { kind: 'everywhere'; ended: number };

export type SessionState =
  | { kind: 'unknown' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'none'; ending?: Ending }
  | { kind: 'open'; me: Me };

interface Session {
  state: SessionState;
  /** Asks the server again who is signed in. */
  refresh: () => Promise<void>;
  /** Its person ended it: what they typed is not kept for them either. */
  end: (ending: Ending) => void;
  /** Takes a failure that says that the session is over. */
  intercept: (failure: Failure) => boolean;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** Operations of administrators take a key as well, and ask for one where no cookie comes along: pages have none. */
const ENDED: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'session.required',
  'api-key.invalid',
]);

/** Other tabs of this browser have the same session: what happens to it in one they look at as well. */
const CHANNEL = 'gatehouse-session';

export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ kind: 'unknown' });
  const channel = useMemo(() => new BroadcastChannel(CHANNEL), []);

  const look = useCallback(
    () =>
      call('showMe').then(
        (me) => {
          forgetOthers(me.principalId);
          setState({ kind: 'open', me });
        },
        (error: unknown) => setState((before) => afterFailure(before, failureOf(error))),
      ),
    [],
  );

  useEffect(() => {
    const listen = ({ data }: MessageEvent) => {
      if (data === 'signed-out') forgetAll();
      void look();
    };
    void look();
    channel.addEventListener('message', listen);
    return () => channel.removeEventListener('message', listen);
  }, [look, channel]);

  const session = useMemo<Session>(
    () => ({
      state,
      async refresh() {
        await look();
        channel.postMessage('changed');
      },
      end(ending) {
        forgetAll();
        setState({ kind: 'none', ending });
        channel.postMessage('signed-out');
      },
      intercept({ code }) {
        if (!ENDED.has(code)) return false;
        setState({ kind: 'none', ending: { kind: 'expired' } });
        channel.postMessage('changed');
        return true;
      },
    }),
    [state, look, channel],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

function afterFailure(before: SessionState, failure: Failure): SessionState {
  if (failure.code !== 'session.required') {
    // Nobody has said that it is over: what is on the screen, secrets that are shown once included, stays there.
    return before.kind === 'open' ? before : { kind: 'failed', failure };
  }
  if (before.kind === 'none') return before;
  return before.kind === 'open' ? { kind: 'none', ending: { kind: 'expired' } } : { kind: 'none' };
}

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('there is no session around this');
  return session;
}
