import { Anchor, Button, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode, Ref } from 'react';

import { AnswersForm } from '../../enrollment/answers-form.js';
import { CodeForm } from '../../factors/code-form.js';
import { Message } from '../../frame/message.js';
import { useLanguage } from '../../texts/language.js';
import { LANGUAGE_NAMES, isLanguage } from '../../texts/languages.js';
import type { Language } from '../../texts/languages.js';
import { momentText, strikesText } from '../../texts/say.js';
import { DeskFailure } from '../desk-failure.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import { useRemainingMinutes } from '../use-remaining.js';
import type { Caller } from './use-caller.js';

/** As the server counts it. */
export const MIN_REASON = 3;
export const MAX_REASON = 200;

interface CallerSectionProps {
  caller: Caller;
  /** What the policy of the person says of it; undefined where it could not be read. */
  rule: 'required' | 'optional' | undefined;
  reason: string;
  onReason: (reason: string) => void;
  language: Language;
  onLanguage: (language: Language) => void;
  /** For whoever is sent here to verify first. */
  reasonField: Ref<HTMLInputElement>;
}

/** Whether the caller is who they say: begun here, gone through step by step, and seen until it lapses. */
export function CallerSection(props: CallerSectionProps): ReactNode {
  const { caller } = props;
  const { verdict, busy, failure } = caller;
  const { texts } = useLanguage();
  const words = useHelpDeskTexts().caller;
  const failed = failure === undefined ? undefined : <DeskFailure failure={failure} />;

  switch (verdict?.outcome) {
    case 'challenge':
      return (
        <CodeForm
          key={verdict.current.method}
          level={2}
          words={words.code}
          challenge={verdict}
          endsAtMs={caller.endsAtMs ?? 0}
          busy={busy}
          failure={failure}
          onCode={caller.answerCode}
          onChoose={caller.choose}
          onExpired={caller.lapse}
          onCancel={caller.clear}
        />
      );
    case 'questions':
      return (
        <AnswersForm
          key={verdict.correlationId}
          level={2}
          title={words.answersTitle}
          lead={words.answersLead}
          submit={words.answersSubmit}
          mandatory={verdict.mandatory}
          optional={verdict.optional}
          count={verdict.threshold}
          busy={busy}
          message={
            failed ??
            (verdict.rejected !== undefined && (
              <Message
                kind="error"
                text={`${texts.rejected[verdict.rejected]} ${strikesText(texts.signIn, verdict.strikesLeft)}`.trim()}
                correlationId={verdict.correlationId}
              />
            ))
          }
          onSubmit={({ answers }) => caller.answerQuestions(answers)}
          others={
            <Anchor component="button" type="button" onClick={caller.clear}>
              {texts.frame.cancel}
            </Anchor>
          }
        />
      );
    default:
      return <Standing {...props} failed={failed} />;
  }
}

/** Between conversations: verified or not, and how to begin. */
function Standing({
  caller,
  rule,
  reason,
  onReason,
  language,
  onLanguage,
  reasonField,
  failed,
}: CallerSectionProps & { failed: ReactNode }) {
  const words = useHelpDeskTexts().caller;
  const [isShort, setShort] = useState(false);
  const left = useRemainingMinutes(caller.endsAtMs, caller.lapse);
  const isVerified = caller.verificationId !== undefined;
  const begin = (proof: 'code' | 'answers') => {
    const typed = reason.trim();
    setShort(typed.length < MIN_REASON);
    if (typed.length >= MIN_REASON) caller.begin(proof, typed);
  };
  return (
    <section className="card" aria-labelledby="desk-caller">
      <Stack gap="md">
        <div>
          <Title order={2} size="h3" id="desk-caller">
            {words.title}
          </Title>
          <Text mt={4}>{rule === 'optional' ? words.optional : words.lead}</Text>
        </div>
        {failed ?? <StandingMessage caller={caller} left={left} />}
        <TextInput
          ref={reasonField}
          label={words.reason}
          description={words.reasonHint}
          value={reason}
          onChange={({ currentTarget }) => onReason(currentTarget.value)}
          autoComplete="off"
          maxLength={MAX_REASON}
          error={isShort && reason.trim().length < MIN_REASON ? words.reasonShort : undefined}
        />
        <NativeSelect
          label={words.language}
          description={words.languageHint}
          data={Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value, label }))}
          value={language}
          onChange={({ currentTarget: { value } }) => {
            if (isLanguage(value)) onLanguage(value);
          }}
        />
        <Group>
          <Button
            {...(isVerified && { variant: 'default' })}
            disabled={caller.busy}
            onClick={() => begin('code')}
          >
            {words.byCode}
          </Button>
          <Button variant="default" disabled={caller.busy} onClick={() => begin('answers')}>
            {words.byAnswers}
          </Button>
          {isVerified && (
            <Button variant="default" onClick={caller.clear}>
              {words.over}
            </Button>
          )}
        </Group>
      </Stack>
    </section>
  );
}

function StandingMessage({ caller: { verdict }, left }: { caller: Caller; left: number }) {
  const { texts, language } = useLanguage();
  const words = useHelpDeskTexts().caller;
  switch (verdict?.outcome) {
    case 'verified':
      return <Message kind="done" text={words.verified(left)} />;
    case 'lapsed':
      return <Message kind="note" text={words.lapsed} />;
    case 'denied': {
      const { code, strikesLeft, lockedUntil, correlationId } = verdict;
      const sentences = [
        words.denied[code],
        strikesText(texts.signIn, strikesLeft),
        lockedUntil === undefined ? '' : texts.signIn.until(momentText(language, lockedUntil)),
      ];
      const text = sentences.filter((sentence) => sentence !== '').join(' ');
      return <Message kind="error" text={text} correlationId={correlationId} />;
    }
    default:
      return null;
  }
}
