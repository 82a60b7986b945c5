import type { FactorMethod, OfferedMethod, RejectionCode } from '@gatehouse/protocol';
import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

import type { Failure } from '../api/failure.js';
import { FailureMessage, Message } from '../frame/message.js';
import { Step } from '../frame/step.js';
import type { Texts } from '../texts/en.js';
import { useTexts } from '../texts/language.js';
import { strikesText } from '../texts/say.js';
import { CodeInput } from './code-input.js';

/** What the server says of an open challenge, at whatever door. */
export interface ShownChallenge {
  current: OfferedMethod;
  methods: OfferedMethod[];
  digits?: number | undefined;
  resendsLeft?: number | undefined;
  rejected?: RejectionCode | undefined;
  strikesLeft?: number | undefined;
  correlationId: string;
}

export type CodeWords = Texts['code'];

interface CodeFormProps {
  challenge: ShownChallenge;
  /** When it expires, by this browser's clock. */
  endsAtMs: number;
  busy: boolean;
  failure: Failure | undefined;
  /** Of its heading. */
  level?: 1 | 2;
  /** Where somebody else has the factor than who types. */
  words?: CodeWords;
  /** What to do when no code comes. */
  hint?: string;
  onCode: (code: string) => void;
  /** Another factor, or the same again: then the code is sent again. */
  onChoose: (method: FactorMethod) => void;
  onExpired: () => void;
  onCancel: () => void;
}

/** Asks for the code of a factor, sends it again, and switches to another one. */
export function CodeForm(props: CodeFormProps) {
  const { challenge, busy, failure, onCode, onChoose } = props;
  const { code: own, rejected, signIn } = useTexts();
  const words = props.words ?? own;
  const [code, setCode] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [resentFrom, setResentFrom] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const minutesLeft = useMinutesLeft(props.endsAtMs, props.onExpired);
  const { method } = challenge.current;

  // A new verdict: what was typed is used up.
  const [answered, setAnswered] = useState(challenge.correlationId);
  if (answered !== challenge.correlationId) {
    setAnswered(challenge.correlationId);
    setCode('');
  }
  useEffect(() => field.current?.focus(), [answered]);

  const submit = () => {
    const typed = code.trim();
    setMissing(typed === '');
    if (typed === '') field.current?.focus();
    else onCode(typed);
  };
  const resend = () => {
    setResentFrom(challenge.correlationId);
    onChoose(method);
  };
  const wasResent =
    resentFrom !== undefined &&
    resentFrom !== challenge.correlationId &&
    challenge.rejected === undefined;
  const others = challenge.methods.filter((offered) => offered.method !== method);
  const { resendsLeft } = challenge;
  // No next code comes by itself where all of them are on paper, or were read out.
  const isWritten = method === 'break-glass' || method === 'recovery-code';
  const reasons = isWritten ? { ...rejected, ...signIn.written } : rejected;
  const whyRejected = challenge.rejected && reasons[challenge.rejected];

  return (
    <Step
      title={words.title}
      level={props.level ?? 1}
      lead={promptOf(challenge, words)}
      onSubmit={submit}
      message={
        failure !== undefined ? (
          <FailureMessage failure={failure} />
        ) : whyRejected !== undefined ? (
          <Message
            kind="error"
            text={`${whyRejected} ${strikesText(signIn, challenge.strikesLeft)}`.trim()}
            correlationId={challenge.correlationId}
          />
        ) : wasResent ? (
          <Message kind="done" text={words.sentAgain} />
        ) : undefined
      }
    >
      <CodeInput
        ref={field}
        label={words.label}
        value={code}
        onChange={setCode}
        isText={isWritten}
        error={isMissing ? words.missing : undefined}
        description={words.timeLeft(minutesLeft)}
      />
      <Button type="submit" loading={busy}>
        {words.submit}
      </Button>
      <Stack gap="xs">
        {resendsLeft !== undefined && resendsLeft > 0 && (
          <Button variant="default" onClick={resend} disabled={busy}>
            {words.resend(resendsLeft)}
          </Button>
        )}
        {others.length > 0 && <Text size="sm">{words.other}</Text>}
        {others.map((offered) => (
          <Button
            key={offered.method}
            variant="default"
            disabled={busy}
            onClick={() => onChoose(offered.method)}
          >
            {words.use[offered.method]}
          </Button>
        ))}
      </Stack>
      {props.hint !== undefined && <Text size="sm">{props.hint}</Text>}
      <Group>
        <Anchor component="button" type="button" onClick={props.onCancel}>
          {signIn.startOver}
        </Anchor>
      </Group>
    </Step>
  );
}

function promptOf({ current, digits }: ShownChallenge, words: CodeWords): string {
  const { method, destination } = current;
  const prompt =
    method === 'email' && destination !== undefined
      ? words.sentTo(destination)
      : words.prompt[method];
  return digits === undefined ? prompt : `${prompt} ${words.digits(digits)}`;
}

const TICK_MS = 1_000;

/** Whole minutes, rounded up; changes seldom, so that it disturbs nobody. */
function useMinutesLeft(endsAtMs: number, onExpired: () => void): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const expired = useRef(onExpired);
  useEffect(() => {
    expired.current = onExpired;
  });
  useEffect(() => {
    const tick = setInterval(() => {
      setNowMs(Date.now());
      if (Date.now() < endsAtMs) return;
      clearInterval(tick);
      expired.current();
    }, TICK_MS);
    return () => clearInterval(tick);
  }, [endsAtMs]);
  return Math.max(1, Math.ceil((endsAtMs - nowMs) / 60_000));
}
