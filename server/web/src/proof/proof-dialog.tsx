import type { Challenged, ProofVerdict } from '@gatehouse/protocol';
import { Anchor, Button, Group } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../api/call.js';
import { CodeForm } from '../factors/code-form.js';
import { Dialog } from '../frame/dialog.js';
import { FailureMessage, Message } from '../frame/message.js';
import { SecretInput } from '../frame/secret-input.js';
import { Step } from '../frame/step.js';
import { useAction } from '../frame/use-action.js';
import { useSession } from '../session/session.js';
import { DenialMessage } from '../texts/denial-message.js';
import type { ShownDenial } from '../texts/denial-message.js';
import { useLanguage } from '../texts/language.js';

type ProofStep =
  | { kind: 'password'; denial?: ShownDenial; mustChange?: boolean }
  | { kind: 'code'; challenge: Challenged; endsAtMs: number };

interface ProofDialogProps {
  onProven: () => void;
  onClose: () => void;
}

/** Proves once more who is there: password and factor, before something that changes how one is proven. */
export function ProofDialog({ onProven, onClose }: ProofDialogProps): ReactNode {
  const { language } = useLanguage();
  const { intercept } = useSession();
  const { busy, failure, run } = useAction(intercept);
  const [step, setStep] = useState<ProofStep>({ kind: 'password' });

  const follow = (work: () => Promise<ProofVerdict>) =>
    run(async () => {
      const verdict = await work();
      switch (verdict.outcome) {
        case 'proven':
          onProven();
          return;
        case 'challenge': {
          const endsAtMs = Date.now() + verdict.secondsLeft * 1000;
          setStep({ kind: 'code', challenge: verdict, endsAtMs });
          return;
        }
        case 'denied':
          setStep({ kind: 'password', denial: verdict });
          return;
        case 'change-password':
          setStep({ kind: 'password', mustChange: true });
      }
    });

  if (step.kind === 'password') {
    const message =
      failure !== undefined ? (
        <FailureMessage failure={failure} />
      ) : step.denial !== undefined ? (
        <DenialMessage denial={step.denial} />
      ) : step.mustChange === true ? (
        <MustChange />
      ) : undefined;
    return (
      <Dialog onClose={onClose}>
        <PasswordForm
          key={step.denial?.correlationId ?? ''}
          message={message}
          busy={busy}
          onPassword={(password) =>
            follow(() => call('beginProof', { body: { password, language } }))
          }
          onClose={onClose}
        />
      </Dialog>
    );
  }
  const { challenge, endsAtMs } = step;
  const { challengeId } = challenge;
  const params = { logonId: challenge.logonId };
  return (
    <Dialog onClose={onClose}>
      <CodeForm
        key={challenge.current.method}
        level={2}
        challenge={challenge}
        endsAtMs={endsAtMs}
        busy={busy}
        failure={failure}
        onCode={(code) =>
          follow(() => call('answerProof', { params, body: { challengeId, code } }))
        }
        onChoose={(method) =>
          follow(() => call('chooseProofMethod', { params, body: { challengeId, method } }))
        }
        onExpired={() => {
          const { correlationId } = challenge;
          setStep({ kind: 'password', denial: { code: 'challenge.expired', correlationId } });
        }}
        onCancel={onClose}
      />
    </Dialog>
  );
}

function MustChange() {
  const { texts } = useLanguage();
  return <Message kind="error" text={texts.password.why['must-change']} />;
}

interface PasswordFormProps {
  message: ReactNode;
  busy: boolean;
  onPassword: (password: string) => void;
  onClose: () => void;
}

function PasswordForm({ message, busy, onPassword, onClose }: PasswordFormProps) {
  const { texts } = useLanguage();
  const { proof, signIn, frame } = texts;
  const [password, setPassword] = useState('');
  const [isMissing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = () => {
    setMissing(password === '');
    if (password === '') field.current?.focus();
    else onPassword(password);
  };
  return (
    <Step title={proof.title} lead={proof.lead} level={2} message={message} onSubmit={submit}>
      <SecretInput
        ref={field}
        data-first
        label={signIn.password}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        autoComplete="current-password"
        error={isMissing ? signIn.passwordMissing : undefined}
      />
      <Button type="submit" loading={busy}>
        {proof.submit}
      </Button>
      <Group>
        <Anchor component="button" type="button" onClick={onClose}>
          {frame.cancel}
        </Anchor>
      </Group>
    </Step>
  );
}
