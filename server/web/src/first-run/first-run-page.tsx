import type { FirstRun, MakeFirstAdministrator } from '@gatehouse/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { Failure } from '../api/failure.js';
import { useAction } from '../frame/use-action.js';
import { Missing, Waiting } from '../frame/waiting.js';
import { WordedFailure } from '../frame/worded-failure.js';
import { useSession } from '../session/session.js';
import { SignedInFrame } from '../session/signed-in-frame.js';
import { SignInPage } from '../sign-in/sign-in-page.js';
import { AdministratorStep, forgetAdministrator } from './administrator-step.js';
import { CodeStep } from './code-step.js';
import { Progress } from './progress.js';
import { SignedInSteps } from './signed-in-steps.js';
import { useFirstRunTexts } from './texts/first-run-texts.js';

/** From a fresh server to a first logon: what is shown follows from what the server says, and from who is signed in. */
export default function FirstRunPage(): ReactNode {
  const { state, refresh } = useSession();
  switch (state.kind) {
    case 'unknown':
      return <Waiting />;
    case 'failed':
      return <Missing failure={state.failure} onRetry={() => void refresh()} />;
    case 'open':
      return (
        <SignedInFrame key={state.me.principalId} me={state.me} page="/first-run">
          <SignedInSteps me={state.me} />
        </SignedInFrame>
      );
    case 'none':
      return <Outside onSignedIn={() => void refresh()} />;
  }
}

/** Until somebody administers the server, and has signed in. */
function Outside({ onSignedIn }: { onSignedIn: () => void }): ReactNode {
  const words = useFirstRunTexts();
  const [stage, setStage] = useState<FirstRun>();
  const [hasLost, setLost] = useState(false);
  const { busy, failure, run } = useAction();
  const look = useCallback(async () => setStage(await call('showFirstRun')), []);
  const first = useRef(() => run(look));
  useEffect(() => first.current(), []);

  const show = (code: string) =>
    run(async () => setStage(await call('showFirstRunCode', { body: { code } })));
  const make = (body: MakeFirstAdministrator) =>
    run(async () => {
      try {
        const made = await call('makeFirstAdministrator', { body });
        if (made.stage === 'claimed') forgetAdministrator();
        setStage(made);
      } catch (error) {
        if (error instanceof Failure && error.code === 'bootstrap.invalid') {
          // In another tab, or by somebody else: what holds now is told instead.
          const now = await call('showFirstRun');
          setLost(now.stage === 'claimed');
          setStage(now);
          if (now.stage === 'claimed') return;
        }
        throw error;
      }
    });
  const message = failure && <WordedFailure failure={failure} words={words.problems} />;

  switch (stage?.stage) {
    case undefined:
      return failure === undefined ? (
        <Waiting />
      ) : (
        <Missing failure={failure} onRetry={() => run(look)} />
      );
    case 'code':
      return (
        <>
          <Progress current="code" />
          <CodeStep busy={busy} message={message} onCode={show} />
        </>
      );
    case 'administrator':
      return (
        <>
          <Progress current="administrator" />
          <AdministratorStep choice={stage} busy={busy} message={message} onMake={make} />
        </>
      );
    case 'claimed':
      return (
        <>
          <Progress current="sign-in" />
          <SignInPage
            notice={
              hasLost
                ? `${words.lost} ${words.claimed}`
                : stage.name === undefined
                  ? words.claimed
                  : words.made(stage.name)
            }
            onSignedIn={onSignedIn}
          />
        </>
      );
  }
}
