import type { PasswordRuleText } from '@gatehouse/protocol';
import { Anchor, Button, Group } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import type { Failure } from '../api/failure.js';
import { FailureMessage, Message } from '../frame/message.js';
import { SecretInput } from '../frame/secret-input.js';
import { Step } from '../frame/step.js';
import { useTexts } from '../texts/language.js';
import { RuleList } from './rule-list.js';
import type { JudgedRules } from './rule-list.js';

interface NewPasswordFormProps {
  title: string;
  lead?: string | undefined;
  rules: readonly PasswordRuleText[];
  /** What the last password broke that was sent. */
  rejected?: readonly PasswordRuleText[] | undefined;
  /** Whose password it is, for password managers. */
  name?: string | undefined;
  /** Whether the present password is asked for as well. */
  asksPresent?: boolean;
  message?: ReactNode;
  busy: boolean;
  failure: Failure | undefined;
  /** Tells which rules a password breaks that is being typed, where there is somebody to ask. */
  judge?: (given: { fresh: string; present: string }) => void;
  judged?: JudgedRules | undefined;
  onSubmit: (given: { fresh: string; present: string }) => void;
  onCancel?: () => void;
}

type Fault = 'present' | 'missing' | 'different';

/** A new password, typed twice, with the rules for it. */
export function NewPasswordForm(props: NewPasswordFormProps) {
  const { rules, rejected, asksPresent = false, busy, failure, judge } = props;
  const { password: words, signIn } = useTexts();
  const [present, setPresent] = useState('');
  const [fresh, setFresh] = useState('');
  const [repeat, setRepeat] = useState('');
  const [sent, setSent] = useState('');
  const [fault, setFault] = useState<Fault>();
  const list = useId();
  const form = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (fresh !== '') judge?.({ fresh, present });
  }, [fresh, present, judge]);
  useEffect(() => {
    if (rejected !== undefined) form.current?.querySelector<HTMLElement>('[data-fresh]')?.focus();
  }, [rejected]);

  const submit = () => {
    const found = faultOf({ present: asksPresent ? present : undefined, fresh, repeat });
    setFault(found);
    if (found !== undefined) {
      form.current?.querySelector<HTMLElement>(`[data-${FIELD[found]}]`)?.focus();
      return;
    }
    setSent(fresh);
    props.onSubmit({ fresh, present });
  };
  const judged =
    rejected !== undefined && sent === fresh ? { password: fresh, broken: rejected } : props.judged;

  return (
    <Step
      title={props.title}
      lead={props.lead}
      onSubmit={submit}
      message={
        failure !== undefined ? (
          <FailureMessage failure={failure} />
        ) : rejected !== undefined && !busy ? (
          <Message kind="error" text={words.refused} />
        ) : (
          props.message
        )
      }
    >
      <div ref={form} className="fields">
        {/* Password managers keep the new password for the name that they find. */}
        {props.name !== undefined && (
          <input
            className="visually-hidden"
            type="text"
            autoComplete="username"
            value={props.name}
            readOnly
            tabIndex={-1}
            aria-hidden
          />
        )}
        {asksPresent && (
          <SecretInput
            data-first
            data-present
            label={words.present}
            value={present}
            onChange={({ currentTarget }) => setPresent(currentTarget.value)}
            autoComplete="current-password"
            error={fault === 'present' ? signIn.passwordMissing : undefined}
          />
        )}
        <SecretInput
          {...(!asksPresent && { 'data-first': true })}
          data-fresh
          label={words.fresh}
          value={fresh}
          onChange={({ currentTarget }) => setFresh(currentTarget.value)}
          autoComplete="new-password"
          aria-describedby={list}
          error={fault === 'missing' ? words.missing : undefined}
        />
        <RuleList id={list} rules={rules} password={fresh} judged={judged} />
        <SecretInput
          data-repeat
          label={words.repeat}
          value={repeat}
          onChange={({ currentTarget }) => setRepeat(currentTarget.value)}
          autoComplete="new-password"
          error={fault === 'different' ? words.different : undefined}
        />
      </div>
      <Button type="submit" loading={busy}>
        {words.submit}
      </Button>
      {props.onCancel !== undefined && (
        <Group>
          <Anchor component="button" type="button" onClick={props.onCancel}>
            {signIn.startOver}
          </Anchor>
        </Group>
      )}
    </Step>
  );
}

const FIELD: Record<Fault, string> = { present: 'present', missing: 'fresh', different: 'repeat' };

function faultOf(given: {
  present: string | undefined;
  fresh: string;
  repeat: string;
}): Fault | undefined {
  if (given.present === '') return 'present';
  if (given.fresh === '') return 'missing';
  return given.fresh === given.repeat ? undefined : 'different';
}
