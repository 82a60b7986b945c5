import type {
  ChallengeId,
  FactorMethod,
  SelfServiceChallenge,
  SelfServiceId,
  SelfServiceQuestions,
  administration,
} from '@gatehouse/protocol';

import { call } from '../../api/call.js';
import type { Failure } from '../../api/failure.js';
import type { GivenAnswer } from '../../enrollment/answers-form.js';
import { useAction } from '../../frame/use-action.js';
import { useBack } from '../../navigation/use-back.js';
import { useSession } from '../../session/session.js';
import { useKept } from '../kept-state.js';
import type { Desk } from '../kept-state.js';

type Denied = Extract<administration.CallerVerdict, { outcome: 'denied' }>;

/** Where the conversation with a caller stands; `lapsed` is a verification whose time is over. */
type Standing =
  | {
      verdict: SelfServiceQuestions | SelfServiceChallenge | administration.CallerVerified;
      endsAtMs: number;
    }
  | { verdict: Denied | { outcome: 'lapsed' } };

export interface Caller {
  verdict: Standing['verdict'] | undefined;
  /** By this browser's clock; undefined where nothing runs out. */
  endsAtMs: number | undefined;
  /** While the caller counts as verified. */
  verificationId: SelfServiceId | undefined;
  busy: boolean;
  failure: Failure | undefined;
  begin: (proof: 'code' | 'answers', reason: string) => void;
  answerCode: (code: string) => void;
  choose: (method: FactorMethod) => void;
  answerQuestions: (answers: GivenAnswer[]) => void;
  /** Gives up the conversation, or the verification: the next caller is somebody else. */
  clear: () => void;
  /** Its time is over, or the server says so. */
  lapse: () => void;
}

/**
 * Whether a caller is who they say, as the server sees it. The server remembers what was proven; the tab keeps only by which
 * id.
 */
export function useCaller(
  desk: Desk,
  { name, language }: { name: string; language: string },
): Caller {
  const { intercept } = useSession();
  const [standing, setStanding] = useKept<Standing>('caller', desk);
  const { busy, failure, run, clear } = useAction(intercept);
  const verdict = standing?.verdict;
  const open =
    verdict?.outcome === 'challenge' || verdict?.outcome === 'questions' ? verdict : undefined;

  const forget = () => {
    setStanding(undefined);
    clear();
  };
  useBack(open !== undefined, forget);

  const follow = (ask: () => Promise<administration.CallerVerdict>) =>
    run(async () => {
      const next = await ask();
      // What is over is said once, and not after a reload.
      if (next.outcome === 'denied') {
        setStanding({ verdict: next }, 0);
        return;
      }
      const endsAtMs = Date.now() + next.expiresInSeconds * 1000;
      setStanding({ verdict: next, endsAtMs }, endsAtMs);
    });
  const at = { name, sessionId: open?.sessionId ?? '' };
  const challengeId: ChallengeId | undefined =
    open?.outcome === 'challenge' ? open.challengeId : undefined;

  return {
    verdict,
    endsAtMs: standing !== undefined && 'endsAtMs' in standing ? standing.endsAtMs : undefined,
    verificationId: verdict?.outcome === 'verified' ? verdict.verificationId : undefined,
    busy,
    failure,
    begin: (proof, reason) =>
      follow(() =>
        call('beginVerification', { params: { name }, body: { proof, reason, language } }),
      ),
    answerCode(code) {
      if (challengeId === undefined) return;
      follow(() => call('answerVerificationCode', { params: at, body: { challengeId, code } }));
    },
    choose(method) {
      if (challengeId === undefined) return;
      const body = { challengeId, method };
      follow(() => call('chooseVerificationMethod', { params: at, body }));
    },
    answerQuestions: (answers) =>
      follow(() => call('answerVerificationQuestions', { params: at, body: { answers } })),
    clear: forget,
    lapse: () => setStanding({ verdict: { outcome: 'lapsed' } }, 0),
  };
}
