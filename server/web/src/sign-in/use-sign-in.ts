import type {
  Challenged,
  FactorMethod,
  LogonId,
  WebChangePassword,
  WebDenied,
  WebEnroll,
  WebEnrollmentAction,
  WebVerdict,
} from '@gatehouse/protocol';
import { useRef, useState } from 'react';

import { call } from '../api/call.js';
import { Failure } from '../api/failure.js';
import { useAction } from '../frame/use-action.js';
import type { Action } from '../frame/use-action.js';
import { forget, keep, recall } from '../navigation/kept.js';
import { useBack } from '../navigation/use-back.js';
import type { ShownDenial } from '../texts/denial-message.js';
import { useLanguage } from '../texts/language.js';

/** Where a sign-in stands. What the server said last is all there is to know. */
export type SignInStep =
  | { kind: 'credentials'; denial?: ShownDenial }
  | { kind: 'challenge'; verdict: Challenged; endsAtMs: number }
  | { kind: 'change'; verdict: WebChangePassword }
  | { kind: 'enroll'; verdict: WebEnroll };

export interface SignIn extends Action {
  step: SignInStep;
  name: string;
  begin: (name: string, password: string) => void;
  answer: (challenge: Challenged, code: string) => void;
  choose: (challenge: Challenged, method: FactorMethod) => void;
  change: (fresh: string) => void;
  enroll: (verdict: WebEnroll, action: WebEnrollmentAction) => void;
  expire: () => void;
  cancel: () => void;
  /** The server is at another step, or at none: what was enrolled stays, and the sign-in begins anew. */
  lose: (correlationId: string) => void;
  /** The password of this sign-in; empty after a reload. */
  password: () => string;
}

/** What was begun in this tab is not gone on with. */
export function forgetSignIn(): void {
  forget(KEY);
}

interface Kept {
  name: string;
  step: Extract<SignInStep, { kind: 'challenge' | 'enroll' }>;
}

const KEY = 'gatehouse-sign-in';
/** As long as the server's cookie for an enrolment lives. */
const ENROLL_MS = 30 * 60_000;

/** One conversation with the logon engine, from the name to a session. */
export function useSignIn(onSignedIn: (expiresInDays: number | undefined) => void): SignIn {
  const { language } = useLanguage();
  const [kept] = useState(() => recall(KEY, Date.now()) as Kept | undefined);
  const [step, setStep] = useState<SignInStep>(() => kept?.step ?? { kind: 'credentials' });
  const [name, setName] = useState(kept?.name ?? '');
  const password = useRef('');
  const action = useAction();
  const logonId =
    step.kind === 'challenge' || step.kind === 'enroll' ? step.verdict.logonId : undefined;

  // What the server says to somebody who has given up meanwhile brings no step back.
  const conversation = useRef(0);

  const end = (next: SignInStep) => {
    conversation.current++;
    password.current = '';
    forget(KEY);
    setStep(next);
  };
  const cancel = () => {
    end({ kind: 'credentials' });
    action.clear();
    if (logonId !== undefined) giveUp(logonId);
  };
  useBack(step.kind !== 'credentials', cancel);

  const follow = (verdict: WebVerdict, typedName: string): void => {
    switch (verdict.outcome) {
      case 'signed-in':
        password.current = '';
        forget(KEY);
        onSignedIn(verdict.passwordExpiresInDays);
        return;
      case 'denied':
        end({ kind: 'credentials', denial: denialOf(verdict) });
        return;
      case 'password-changed':
        end({ kind: 'credentials' });
        return;
      case 'change-password':
        setStep({ kind: 'change', verdict });
        return;
      case 'challenge': {
        const endsAtMs = Date.now() + verdict.secondsLeft * 1000;
        const next = { kind: 'challenge', verdict, endsAtMs } as const;
        keep(KEY, { name: typedName, step: next } satisfies Kept, endsAtMs);
        setStep(next);
        return;
      }
      case 'enroll': {
        const next = { kind: 'enroll', verdict } as const;
        keep(KEY, { name: typedName, step: next } satisfies Kept, Date.now() + ENROLL_MS);
        setStep(next);
      }
    }
  };

  const converse = (work: (isOpen: () => boolean) => Promise<void>) => {
    const { current } = conversation;
    const isOpen = () => conversation.current === current;
    action.run(async () => {
      try {
        await work(isOpen);
      } catch (error) {
        if (isOpen()) throw error;
      }
    });
  };
  /** A session that there is by now is shown even to somebody who has given up: they have its cookie. */
  const hear = (verdict: WebVerdict, typedName: string, isOpen: () => boolean) => {
    if (isOpen() || verdict.outcome === 'signed-in') follow(verdict, typedName);
    else if ('logonId' in verdict) giveUp(verdict.logonId);
  };

  const begin = async (typedName: string, typed: string, isOpen: () => boolean) => {
    const body = { name: typedName, password: typed, language };
    const verdict = await call('beginSignIn', { body });
    // Set before following it: a verdict that ends the sign-in forgets it.
    if (isOpen()) password.current = typed;
    hear(verdict, typedName, isOpen);
  };

  const lose = (correlationId: string) =>
    end({ kind: 'credentials', denial: { code: 'challenge.unknown', correlationId } });

  return {
    ...action,
    step,
    name,
    begin(typedName, typed) {
      setName(typedName);
      converse((isOpen) => begin(typedName, typed, isOpen));
    },
    answer({ logonId: id, challengeId }, code) {
      converse(async (isOpen) => {
        const body = { challengeId, code };
        hear(await call('answerSignIn', { params: { logonId: id }, body }), name, isOpen);
      });
    },
    choose({ logonId: id, challengeId }, method) {
      converse(async (isOpen) => {
        const body = { challengeId, method };
        hear(await call('chooseSignInMethod', { params: { logonId: id }, body }), name, isOpen);
      });
    },
    change(fresh) {
      converse(async (isOpen) => {
        const body = { name, password: password.current, newPassword: fresh, language };
        const verdict = await call('changeSignInPassword', { body });
        if (verdict.outcome !== 'password-changed') hear(verdict, name, isOpen);
        else if (isOpen()) await begin(name, fresh, isOpen);
      });
    },
    enroll({ logonId: id }, body) {
      converse(async (isOpen) => {
        try {
          hear(await call('enrollAtSignIn', { params: { logonId: id }, body }), name, isOpen);
        } catch (error) {
          // Nobody heard what the last answer led to, as after a reload at that moment.
          if (!isMisfit(error) || !isOpen()) throw error;
          lose(error.correlationId);
        }
      });
    },
    expire() {
      if (step.kind !== 'challenge') return;
      const { correlationId } = step.verdict;
      end({ kind: 'credentials', denial: { code: 'challenge.expired', correlationId } });
    },
    cancel,
    lose,
    password: () => password.current,
  };
}

/** Forms refuse what no step takes: what is left is an answer to another step than the one that is open. */
export function isMisfit(error: unknown): error is Failure {
  return error instanceof Failure && error.code === 'request.malformed';
}

/** It would end by itself: nobody waits for the answer. */
function giveUp(logonId: LogonId): void {
  call('cancelSignIn', { params: { logonId } }).catch(() => undefined);
}

function denialOf({ code, strikesLeft, lockedUntil, correlationId }: WebDenied): ShownDenial {
  return { code, strikesLeft, lockedUntil, correlationId };
}
