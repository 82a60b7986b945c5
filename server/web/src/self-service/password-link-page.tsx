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
  const { texts, language } = useLanguage();
  const { link, help, frame } = texts;
  const token = TOKEN.exec(location.hash)?.[1];
  const [progress, setProgress] = useState<Progress>();
  const { busy, failure, run } = useAction();
  const opened = useRef(false);
  const failed = failure === undefined ? undefined : <FailureMessage failure={failure} />;

  const follow = (work: () => Promise<PasswordLinkVerdict>) =>
    run(async () => {
      const verdict = await work();
      const seconds = 'expiresInSeconds' in verdict ? verdict.expiresInSeconds : 0;
      setProgress({ verdict, endsAtMs: Date.now() + seconds * 1000 });
      // Used up: it stands in no history any more.
      if (verdict.outcome === 'done') history.replaceState(null, '', location.pathname);
    });
  const open = (secret: string) =>
    follow(() => call('openPasswordLink', { body: { token: secret, language } }));
  useEffect(() => {
    if (token === undefined || opened.current) return;
    opened.current = true;
    open(token);
  });

  const verdict = progress?.verdict;
  const stop = (message: ReactNode) => (
    <Step key="end" title={link.title} message={message}>
      <PageLink to="/">{help.toSignIn}</PageLink>
    </Step>
  );
  if (verdict?.outcome === 'done') return stop(<Message kind="done" text={help.resetDone} />);
  if (token === undefined) return stop(<Message kind="error" text={link.missing} />);
  const secret = token;
  switch (verdict?.outcome) {
    case undefined:
      return failed === undefined ? (
        <Step key="opening" title={link.title}>
          <Loader aria-label={link.opening} />
        </Step>
      ) : (
        stop(failed)
      );
    case 'challenge': {
      const { sessionId, challengeId, correlationId } = verdict;
      const step = { token: secret, sessionId, challengeId };
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
          onCancel={() => open(secret)}
        />
      );
    }
    case 'new-password': {
      const step = { token: secret, sessionId: verdict.sessionId };
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
          <Button onClick={() => open(secret)} loading={busy}>
            {frame.retry}
          </Button>
        </Step>
      );
  }
}
