import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import type { Given } from './order.js';

/** What was done, or is to be read out: until somebody hides it, and never again. */
export function GivenCard({ given, onHide }: { given: Given; onHide: () => void }): ReactNode {
  const { language } = useLanguage();
  const { actions } = useHelpDeskTexts();
  const { offline, once, breakGlass, link } = actions;
  switch (given.kind) {
    case 'break-glass': {
      const { code, expiresAt } = given.answer;
      const more = [actions.until(momentText(language, expiresAt))];
      return <Secret {...{ title: breakGlass, lead: once, text: code, more, onHide }} />;
    }
    case 'offline-code': {
      const { code, expiresAt, hostname, number, held } = given.answer;
      const more = [
        actions.until(momentText(language, expiresAt)),
        ...(held ? [] : [actions.notHeld]),
      ];
      const title = offline(hostname, number);
      return <Secret {...{ title, lead: once, text: code, more, onHide }} />;
    }
    case 'password-link': {
      const { url, expiresAt } = given.answer;
      if (url === undefined) return <Done given={given} />;
      const more = [actions.until(momentText(language, expiresAt))];
      return <Secret {...{ title: link, lead: once, text: url, more, onHide }} isLong />;
    }
    default:
      return <Done given={given} />;
  }
}

function Secret({
  title,
  lead,
  text,
  more,
  isLong = false,
  onHide,
}: {
  title: string;
  lead: string;
  text: string;
  more: readonly string[];
  isLong?: boolean;
  onHide: () => void;
}) {
  const { actions } = useHelpDeskTexts();
  return (
    <Step title={title} lead={lead} level={2}>
      <output className={isLong ? 'desk-secret desk-secret-long' : 'desk-secret'}>{text}</output>
      {more.map((sentence) => (
        <Text key={sentence}>{sentence}</Text>
      ))}
      <Button onClick={onHide}>{actions.hide}</Button>
    </Step>
  );
}

function Done({ given }: { given: Given }) {
  const { language } = useLanguage();
  const texts = useHelpDeskTexts();
  const sentences = sentencesOf(given, texts, (instant) => momentText(language, instant));
  return <Message kind="done" text={sentences.join(' ')} />;
}

function sentencesOf(
  given: Given,
  { actions: { done }, sessions }: ReturnType<typeof useHelpDeskTexts>,
  moment: (instant: string) => string,
): string[] {
  switch (given.kind) {
    case 'unlock': {
      const { sources, everywhere, directory } = given.answer;
      const isAny = everywhere || sources.length > 0;
      return [
        ...(isAny ? [done.unlocked] : directory === undefined ? [done.nothingLocked] : []),
        ...(directory === undefined ? [] : [done.directory[directory]]),
      ];
    }
    case 'password-link':
      return [done.linkMailed(given.answer.sentTo ?? '', moment(given.answer.expiresAt))];
    case 'reset-factors': {
      const { removed, answersRemoved, permittedUntil } = given.answer;
      return [
        done.reset(removed.length),
        ...(answersRemoved ? [done.answersRemoved] : []),
        ...(permittedUntil === undefined ? [] : [done.permitted(moment(permittedUntil))]),
      ];
    }
    case 'sessions':
      return [sessions.ended(given.ended)];
    default:
      return [];
  }
}
