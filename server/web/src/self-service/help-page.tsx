import type { SelfServicePurpose, SelfServiceVerdict } from '@gatehouse/protocol';
import { Anchor, Button, Group, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { AnswersForm } from '../enrollment/answers-form.js';
import { CodeForm } from '../factors/code-form.js';
import { FailureMessage, Message } from '../frame/message.js';
import { Step } from '../frame/step.js';
import { useAction } from '../frame/use-action.js';
import { forget, keep, recall } from '../navigation/kept.js';
import { PageLink } from '../navigation/page-link.js';
import { useBack } from '../navigation/use-back.js';
import { NewPasswordForm } from '../password/new-password-form.js';
import { DenialMessage } from '../texts/denial-message.js';
import { useLanguage } from '../texts/language.js';
import { strikesText } from '../texts/say.js';

interface Progress {
  verdict: SelfServiceVerdict;
  endsAtMs: number;
}

/** Before a sign-in: unlocking one's account, or setting a new password, as far as the policy lets people. */
export function HelpPage({ purpose }: { purpose: SelfServicePurpose }): ReactNode {
  const { texts, language } = useLanguage();
  const { help, password: words, rejected, signIn } = texts;
  const key = `gatehouse-${purpose}`;
  const [progress, setProgress] = useState(() => recall(key, Date.now()) as Progress | undefined);
  const action = useAction();
  const { busy, failure, run } = action;
  const verdict = progress?.verdict;
  const title = purpose === 'reset' ? help.resetTitle : help.unlockTitle;
  const isOpen = verdict !== undefined && 'sessionId' in verdict;

  const cancel = () => {
    forget(key);
    setProgress(undefined);
    action.clear();
    if (!isOpen) return;
    const params = { sessionId: verdict.sessionId };
    call('cancelWebSelfService', { params }).catch(() => undefined);
  };
  useBack(isOpen, cancel);

  const follow = (work: () => Promise<SelfServiceVerdict>) =>
    run(async () => {
      const next = await work();
      const seconds = 'expiresInSeconds' in next ? next.expiresInSeconds : 0;
      const followed = { verdict: next, endsAtMs: Date.now() + seconds * 1000 };
      if ('sessionId' in next) keep(key, followed, followed.endsAtMs);
      else forget(key);
      setProgress(followed);
    });

  const failed = failure === undefined ? undefined : <FailureMessage failure={failure} />;
  if (verdict === undefined) {
    return (
      <NameForm
        title={title}
        lead={purpose === 'reset' ? help.resetLead : help.unlockLead}
        busy={busy}
        message={failed}
        onName={(name) =>
          follow(() => call('beginWebSelfService', { body: { name, purpose, language } }))
        }
      />
    );
  }
  switch (verdict.outcome) {
    case 'challenge': {
      const { sessionId, challengeId, correlationId } = verdict;
      const params = { sessionId };
      return (
        <CodeForm
          key={verdict.current.method}
          challenge={verdict}
          endsAtMs={progress?.endsAtMs ?? 0}
          busy={busy}
          failure={failure}
          hint={help.noCode}
          onCode={(code) =>
            follow(() => call('answerWebSelfServiceCode', { params, body: { challengeId, code } }))
          }
          onChoose={(method) =>
            follow(() =>
              call('chooseWebSelfServiceMethod', { params, body: { challengeId, method } }),
            )
          }
          onExpired={() => {
            forget(key);
            const code = 'self-service.expired';
            setProgress({ verdict: { outcome: 'denied', code, correlationId }, endsAtMs: 0 });
          }}
          onCancel={cancel}
        />
      );
    }
    case 'questions': {
      const params = { sessionId: verdict.sessionId };
      const wrong = verdict.rejected;
      return (
        <AnswersForm
          key={verdict.correlationId}
          title={help.questionsTitle}
          lead={help.questionsLead}
          submit={help.answered}
          mandatory={verdict.mandatory}
          optional={verdict.optional}
          count={verdict.threshold}
          busy={busy}
          message={
            failed ??
            (wrong !== undefined && (
              <Message
                kind="error"
                text={`${rejected[wrong]} ${strikesText(signIn, verdict.strikesLeft)}`.trim()}
                correlationId={verdict.correlationId}
              />
            ))
          }
          onSubmit={({ answers }) =>
            follow(() => call('answerWebQuestions', { params, body: { answers } }))
          }
          others={<StartOver onClick={cancel} />}
        />
      );
    }
    case 'new-password': {
      const params = { sessionId: verdict.sessionId };
      return (
        <NewPasswordForm
          title={words.title}
          rules={verdict.rules}
          rejected={verdict.rejected}
          busy={busy}
          failure={failure}
          onSubmit={({ fresh }) =>
            follow(() => call('resetWebPassword', { params, body: { password: fresh } }))
          }
          onCancel={cancel}
        />
      );
    }
    case 'done':
      return (
        <Step
          key="done"
          title={title}
          message={
            <Message kind="done" text={purpose === 'reset' ? help.resetDone : help.unlockDone} />
          }
        >
          <PageLink to="/">{help.toSignIn}</PageLink>
        </Step>
      );
    case 'denied':
      return (
        <Step key="denied" title={title} message={<DenialMessage denial={verdict} />}>
          <Button onClick={cancel}>{help.again}</Button>
          <PageLink to="/">{texts.frame.back}</PageLink>
        </Step>
      );
  }
}

function StartOver({ onClick }: { onClick: () => void }) {
  const { texts } = useLanguage();
  return (
    <Anchor component="button" type="button" onClick={onClick}>
      {texts.signIn.startOver}
    </Anchor>
  );
}

interface NameFormProps {
  title: string;
  lead: string;
  busy: boolean;
  message: ReactNode;
  onName: (name: string) => void;
}

function NameForm({ title, lead, busy, message, onName }: NameFormProps) {
  const { texts } = useLanguage();
  const { signIn, help, frame } = texts;
  const [name, setName] = useState('');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = () => {
    const typed = name.trim();
    setMissing(typed === '');
    if (typed === '') field.current?.focus();
    else onName(typed);
  };
  return (
    <Step title={title} lead={lead} message={message} onSubmit={submit}>
      <TextInput
        ref={field}
        data-first
        label={signIn.name}
        description={signIn.nameHint}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={512}
        error={isMissing ? signIn.nameMissing : undefined}
      />
      <Button type="submit" loading={busy}>
        {help.begin}
      </Button>
      <Text size="sm">{help.noCode}</Text>
      <Group>
        <PageLink to="/">{frame.back}</PageLink>
      </Group>
    </Step>
  );
}
