import type { ReactNode } from 'react';

import { CodeForm } from '../factors/code-form.js';
import { FailureMessage, Message } from '../frame/message.js';
import { NewPasswordForm } from '../password/new-password-form.js';
import { DenialMessage } from '../texts/denial-message.js';
import { useTexts } from '../texts/language.js';
import { CredentialsForm } from './credentials-form.js';
import { EnrollmentStep } from './enrollment-step.js';
import { useSignIn } from './use-sign-in.js';

interface SignInPageProps {
  /** Why somebody is here, where it is not by themselves. */
  notice?: string | undefined;
  onSignedIn: (passwordExpiresInDays: number | undefined) => void;
}

/** From the name to a session: what is shown follows from what the server said last. */
export function SignInPage({ notice, onSignedIn }: SignInPageProps): ReactNode {
  const { password: words } = useTexts();
  const signIn = useSignIn(onSignedIn);
  const { step, busy, failure } = signIn;
  switch (step.kind) {
    case 'credentials': {
      const message =
        failure !== undefined ? (
          <FailureMessage failure={failure} />
        ) : step.denial !== undefined ? (
          <DenialMessage denial={step.denial} />
        ) : notice !== undefined ? (
          <Message kind="note" text={notice} />
        ) : undefined;
      return (
        <CredentialsForm
          key={step.denial?.correlationId ?? ''}
          name={signIn.name}
          message={message}
          busy={busy}
          onSubmit={signIn.begin}
        />
      );
    }
    case 'challenge':
      return (
        <CodeForm
          key={step.verdict.current.method}
          challenge={step.verdict}
          endsAtMs={step.endsAtMs}
          busy={busy}
          failure={failure}
          onCode={(code) => signIn.answer(step.verdict, code)}
          onChoose={(method) => signIn.choose(step.verdict, method)}
          onExpired={signIn.expire}
          onCancel={signIn.cancel}
        />
      );
    case 'change':
      return (
        <NewPasswordForm
          title={words.title}
          lead={words.why[step.verdict.reason]}
          rules={step.verdict.rules}
          rejected={step.verdict.rejected}
          name={signIn.name}
          busy={busy}
          failure={failure}
          onSubmit={({ fresh }) => signIn.change(fresh)}
          onCancel={signIn.cancel}
        />
      );
    case 'enroll':
      return (
        <EnrollmentStep key={keyOf(step.verdict.step)} signIn={signIn} verdict={step.verdict} />
      );
  }
}

/** Another step takes the focus; the same one, refused, keeps what was typed. */
function keyOf(step: { what: string; stage?: string }): string {
  return `${step.what} ${step.stage ?? ''}`;
}
