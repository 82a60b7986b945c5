import type {
  Challenged,
  FactorMethod,
  WebChangePassword,
  WebDenied,
  WebEnroll,
  WebEnrollmentAction,
  WebVerdict,
} from '@gatehouse/protocol';
import { useRef, useState } from 'react';

import { call } from '../api/call.js';
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

  const end = (next: SignInStep) => {
    password.current = '';
    forget(KEY);
    setStep(next);
  };
  const cancel = () => {
    end({ kind: 'credentials' });
    action.clear();
    // It would expire by itself: nobody waits for the answer.
    if (logonId !== undefined) {
      call('cancelSignIn', { params: { logonId } }).catch(() => undefined);
    }
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

  const begin = async (typedName: string, typed: string) => {
    const body = { name: typedName, password: typed, language };
    const verdict = await call('beginSignIn', { body });
    // Set before following it: a verdict that ends the sign-in forgets it.
    password.current = typed;
    follow(verdict, typedName);
  };

  return {
    ...action,
    step,
    name,
    begin(typedName, typed) {
      setName(typedName);
      action.run(() => begin(typedName, typed));
    },
    answer({ logonId: id, challengeId }, code) {
      action.run(async () => {
        const body = { challengeId, code };
        follow(await call('answerSignIn', { params: { logonId: id }, body }), name);
      });
    },
    choose({ logonId: id, challengeId }, method) {
      action.run(async () => {
        const body = { challengeId, method };
        follow(await call('chooseSignInMethod', { params: { logonId: id }, body }), name);
      });
    },
    change(fresh) {
      action.run(async () => {
        const body = { name, password: password.current, newPassword: fresh, language };
        const verdict = await call('changeSignInPassword', { body });
        if (verdict.outcome === 'password-changed') await begin(name, fresh);
        else follow(verdict, name);
      });
    },
    enroll({ logonId: id }, body) {
      action.run(async () => {
        follow(await call('enrollAtSignIn', { params: { logonId: id }, body }), name);
      });
    },
    expire() {
      if (step.kind !== 'challenge') return;
      const { correlationId } = step.verdict;
      end({ kind: 'credentials', denial: { code: 'challenge.expired', correlationId } });
    },
    cancel,
    password: () => password.current,
  };
}

function denialOf({ code, strikesLeft, lockedUntil, correlationId }: WebDenied): ShownDenial {
  return { code, strikesLeft, lockedUntil, correlationId };
}
