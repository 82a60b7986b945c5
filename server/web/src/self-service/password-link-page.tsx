import type { PasswordLinkVerdict } from '@gatehouse/protocol';
import { Button, Loader } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { CodeForm } from '../factors/code-form.js';
import { FailureMessage, Message } from '../frame/message.js';
import { Step } from '../frame/step.js';
import { useAction } from '../frame/use-action.js';
import { PageLink } from '../navigation/page-link.js';
import { NewPasswordForm } from '../password/new-password-form.js';
import { DenialMessage } from '../texts/denial-message.js';
import { useLanguage } from '../texts/language.js';

/** What follows `#` in a link: 256 bits in base64url. Browsers send it to nobody. */
const TOKEN = /^#([A-Za-z0-9_-]{43})$/;

interface Progress {
  verdict: PasswordLinkVerdict;
  endsAtMs: number;
}

/** A link of the help desk, to a new password. It may be opened again until the password is set. */
export function PasswordLinkPage(): ReactNode {
  const { texts } = useLanguage();
  const [token, setToken] = useState(tokenInAddress);
  useEffect(() => {
    // Another link that is followed in the same tab loads no page. What is no link takes none away.
    const take = () => setToken((before) => tokenInAddress() ?? before);
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  if (token === undefined)
    return <Stop message={<Message kind="error" text={texts.link.missing} />} />;
  return <PasswordLink key={token} token={token} />;
}

function tokenInAddress(): string | undefined {
  return TOKEN.exec(location.hash)?.[1];
}

function Stop({ message }: { message: ReactNode }): ReactNode {
  const { link, help } = useLanguage().texts;
  return (
    <Step title={link.title} message={message}>
      <PageLink to="/">{help.toSignIn}</PageLink>
    </Step>
  );
}

/** What one link leads through. */
function PasswordLink({ token }: { token: string }): ReactNode {
  const { texts, language } = useLanguage();
  const { link, help, frame } = texts;
  const [progress, setProgress] = useState<Progress>();
  const { busy, failure, run } = useAction();

  const follow = (work: () => Promise<PasswordLinkVerdict>) =>
    run(async () => {
      const verdict = await work();
      const seconds = 'expiresInSeconds' in verdict ? verdict.expiresInSeconds : 0;
      setProgress({ verdict, endsAtMs: Date.now() + seconds * 1000 });
      // Used up: it stands in no history any more.
      if (verdict.outcome === 'done' && tokenInAddress() === token) {
        history.replaceState(null, '', location.pathname);
      }
    });
  const open = () => follow(() => call('openPasswordLink', { body: { token, language } }));
  const first = useRef(open);
  useEffect(() => first.current(), []);

  const verdict = progress?.verdict;
  switch (verdict?.outcome) {
    case undefined:
      return failure === undefined ? (
        <Step key="opening" title={link.title}>
          <Loader aria-label={link.opening} />
        </Step>
      ) : (
        <Stop message={<FailureMessage failure={failure} />} />
      );
    case 'challenge': {
      const { sessionId, challengeId, correlationId } = verdict;
      const step = { token, sessionId, challengeId };
      return (
        <CodeForm
          key={verdict.current.method}
          challenge={verdict}
          endsAtMs={progress?.endsAtMs ?? 0}
          busy={busy}
          failure={failure}
          onCode={(code) =>
            follow(() => call('answerPasswordLinkCode', { body: { ...step, code } }))
          }
          onChoose={(method) =>
            follow(() => call('choosePasswordLinkMethod', { body: { ...step, method } }))
          }
          onExpired={() => {
            const code = 'self-service.expired';
            setProgress({ verdict: { outcome: 'denied', code, correlationId }, endsAtMs: 0 });
          }}
          onCancel={open}
        />
      );
    }
    case 'new-password': {
      const step = { token, sessionId: verdict.sessionId };
      return (
        <NewPasswordForm
          title={link.title}
          rules={verdict.rules}
          rejected={verdict.rejected}
          busy={busy}
          failure={failure}
          onSubmit={({ fresh }) =>
            follow(() => call('redeemPasswordLink', { body: { ...step, password: fresh } }))
          }
        />
      );
    }
    case 'denied':
      return (
        <Step key="denied" title={link.title} message={<DenialMessage denial={verdict} />}>
          <Button onClick={open} loading={busy}>
            {frame.retry}
          </Button>
        </Step>
      );
    case 'done':
      return <Stop message={<Message kind="done" text={help.resetDone} />} />;
  }
}
