import type { Me } from '@gatehouse/protocol';
import { createContext, use, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import type { Failure, FailureCode } from '../api/failure.js';
import { failureOf } from '../frame/use-action.js';
import { forgetAll, forgetOthers } from '../navigation/kept.js';
import { laterOf, readingOf } from './session-end.js';
import type { Reading } from './session-end.js';

/** Why nobody is signed in, where somebody was. */
export type Ending =
  { kind: 'expired' } | { kind: 'signed-out' } | { kind: 'everywhere'; ended: number };

export type SessionState =
  | { kind: 'unknown' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'none'; ending?: Ending }
  | { kind: 'open'; me: Me; reading: Reading };

interface Session {
  state: SessionState;
  /** Asks the server again who is signed in, which is a use of the session. Other tabs look, too. */
  refresh: () => Promise<void>;
  /** Asks how long the session goes on, which is no use of it. */
  look: () => Promise<void>;
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

/** A reading is for tabs of the same session, which then need not ask themselves. */
type Told = 'changed' | 'signed-out' | Reading;

export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ kind: 'unknown' });
  const channel = useMemo(() => new BroadcastChannel(CHANNEL), []);
  const known = useRef<string>(undefined);
  useEffect(() => {
    known.current = state.kind === 'open' ? state.me.session.id : undefined;
  });

  // None of these ever changes: pages ask anew when what they ask with does.
  const actions = useMemo(() => {
    const fail = (error: unknown) => {
      setState((before) => afterFailure(before, failureOf(error)));
    };
    const tell = (told: Told) => channel.postMessage(told);
    const findWho = async () => {
      const me = await call('showMe');
      forgetOthers(me.principalId);
      const heard = readingOf(me, Date.now());
      setState((before) => {
        const reading = before.kind === 'open' ? laterOf(before.reading, heard) : heard;
        return { kind: 'open', me, reading };
      });
    };
    const begin = () => findWho().catch(fail);
    const take = (heard: Reading) => {
      setState((before) => afterReading(before, heard));
    };
    const look = async () => {
      try {
        const current = await call('showMySession');
        if (current.session.id !== known.current) {
          await findWho();
          return;
        }
        const heard = readingOf(current, Date.now());
        take(heard);
        tell(heard);
      } catch (error) {
        fail(error);
      }
    };
    const refresh = async () => {
      await begin();
      tell('changed');
    };
    const end = (ending: Ending) => {
      forgetAll();
      setState({ kind: 'none', ending });
      tell('signed-out');
    };
    const intercept = ({ code }: Failure) => {
      if (!ENDED.has(code)) return false;
      setState({ kind: 'none', ending: { kind: 'expired' } });
      tell('changed');
      return true;
    };
    return { begin, take, look, refresh, end, intercept };
  }, [channel]);

  useEffect(() => {
    const listen = ({ data }: MessageEvent<Told>) => {
      if (typeof data === 'object') {
        actions.take(data);
        return;
      }
      if (data === 'signed-out') forgetAll();
      void actions.look();
    };
    void actions.begin();
    channel.addEventListener('message', listen);
    return () => channel.removeEventListener('message', listen);
  }, [actions, channel]);

  const { refresh, look, end, intercept } = actions;
  const session = useMemo<Session>(
    () => ({ state, refresh, look, end, intercept }),
    [state, refresh, look, end, intercept],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

function afterReading(before: SessionState, heard: Reading): SessionState {
  if (before.kind !== 'open' || before.reading.sessionId !== heard.sessionId) return before;
  const reading = laterOf(before.reading, heard);
  return reading === before.reading ? before : { ...before, reading };
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
