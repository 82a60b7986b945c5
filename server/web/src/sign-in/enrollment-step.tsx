import type { NewAuthenticator, WebEnroll } from '@gatehouse/protocol';
import { Anchor, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { AddressCodeForm, AddressForm } from '../enrollment/address-form.js';
import { AnswersForm } from '../enrollment/answers-form.js';
import { AuthenticatorForm } from '../enrollment/authenticator-form.js';
import { FailureMessage, Message } from '../frame/message.js';
import { useAction } from '../frame/use-action.js';
import { useTexts } from '../texts/language.js';
import { isMisfit } from './use-sign-in.js';
import type { SignIn } from './use-sign-in.js';

interface EnrollmentStepProps {
  signIn: SignIn;
  verdict: WebEnroll;
}

/** What the policy wants set up before there is a session. */
export function EnrollmentStep({ signIn, verdict }: EnrollmentStepProps): ReactNode {
  const { enroll, rejected, signIn: words } = useTexts();
  // Until a code went somewhere: an address that is refused is typed again.
  const [otherSince, setOtherSince] = useState<WebEnroll>();
  const [answered, setAnswered] = useState<WebEnroll>();
  const { busy, failure } = signIn;
  const { step, steps, postponements } = verdict;
  const message =
    failure !== undefined ? (
      <FailureMessage failure={failure} />
    ) : verdict.rejected !== undefined && verdict !== answered ? (
      <Message
        kind="error"
        text={rejected[verdict.rejected.code]}
        correlationId={verdict.correlationId}
      />
    ) : undefined;
  const others = (
    <>
      {postponements > 0 && (
        <Anchor
          component="button"
          type="button"
          disabled={busy}
          onClick={() => signIn.enroll(verdict, { action: 'postpone' })}
        >
          {enroll.postpone(postponements)}
        </Anchor>
      )}
      <Anchor component="button" type="button" onClick={signIn.cancel}>
        {words.startOver}
      </Anchor>
    </>
  );
  const common = { busy, message, others };

  switch (step.what) {
    case 'totp':
      return (
        <AuthenticatorStep
          {...common}
          title={enroll.steps(enroll.totp, steps)}
          logonId={verdict.logonId}
          onLost={signIn.lose}
          onCode={(code) => signIn.enroll(verdict, { action: 'totp', code })}
        />
      );
    case 'email': {
      const title = enroll.steps(enroll.email, steps);
      const wantsOther =
        otherSince !== undefined && (otherSince === verdict || verdict.rejected !== undefined);
      // What was said of one form is not said of the other.
      const turn = (since: WebEnroll | undefined) => {
        setOtherSince(since);
        setAnswered(verdict);
        signIn.clear();
      };
      if (step.stage === 'address' || wantsOther) {
        return (
          <AddressForm
            {...common}
            title={title}
            others={
              <>
                {step.stage === 'code' && (
                  <Anchor
                    component="button"
                    type="button"
                    disabled={busy}
                    onClick={() => turn(undefined)}
                  >
                    {enroll.backToCode}
                  </Anchor>
                )}
                {others}
              </>
            }
            onAddress={(address) => signIn.enroll(verdict, { action: 'email', address })}
          />
        );
      }
      return (
        <AddressCodeForm
          {...common}
          title={title}
          destination={step.destination}
          onCode={(code) => {
            setOtherSince(undefined);
            signIn.enroll(verdict, { action: 'email-code', code });
          }}
          onOtherAddress={() => turn(verdict)}
        />
      );
    }
    case 'answers':
      return (
        <AnswersForm
          {...common}
          title={enroll.steps(enroll.answers, steps)}
          lead={enroll.answersWhy}
          submit={enroll.save}
          mandatory={step.mandatory}
          optional={step.optional}
          count={step.shares}
          minimumLength={step.minimumLength}
          rejected={verdict.rejected}
          // After a reload nobody here has it any more.
          asksPassword={signIn.password() === ''}
          onSubmit={({ answers, password }) =>
            signIn.enroll(verdict, {
              action: 'answers',
              password: password === '' ? signIn.password() : password,
              answers,
            })
          }
        />
      );
  }
}

interface AuthenticatorStepProps {
  title: string;
  logonId: string;
  message: ReactNode;
  busy: boolean;
  others: ReactNode;
  onCode: (code: string) => void;
  /** None is to be enrolled now: the logon went on or ended while this page was away. */
  onLost: (correlationId: string) => void;
}

/** Fetches the seed first. */
function AuthenticatorStep({ logonId, onLost, ...rest }: AuthenticatorStepProps): ReactNode {
  const { frame } = useTexts();
  const { run, failure } = useAction((found) => {
    if (!isMisfit(found)) return false;
    onLost(found.correlationId);
    return true;
  });
  const [seed, setSeed] = useState<NewAuthenticator>();
  useEffect(() => {
    run(async () => setSeed(await call('startSignInAuthenticator', { params: { logonId } })));
  }, [run, logonId]);
  if (seed !== undefined) return <AuthenticatorForm {...rest} seed={seed} />;
  return (
    <div className="card">
      {failure === undefined ? (
        <Loader aria-label={frame.loading} />
      ) : (
        <>
          <FailureMessage failure={failure} />
          {rest.others}
        </>
      )}
    </div>
  );
}
