import type { Me, administration } from '@gatehouse/protocol';
import { Group, Loader, NativeSelect, Stack } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { WordedFailure } from '../../frame/worded-failure.js';
import { goTo, useQuery } from '../../navigation/location.js';
import { useLanguage } from '../../texts/language.js';
import { LANGUAGE_NAMES, isLanguage } from '../../texts/languages.js';
import type { Language } from '../../texts/languages.js';
import { useListing } from '../use-listing.js';
import { LanguagesForm } from './languages-form.js';
import { MessageEditor } from './message-editor.js';
import { useMessageTexts } from './texts/message-texts.js';

/** What mails and pages say in the company's own words, and in which languages. */
export default function MessagesPage({ me }: { me: Me }): ReactNode {
  const { texts, language: own } = useLanguage();
  const words = useMessageTexts();
  const query = useQuery();
  const [done, setDone] = useState<string>();
  const { list, busy, failure, change, dialog } = useListing(() => call('listMessages'));

  const asked = query.get('language') ?? '';
  const language = isLanguage(asked) ? asked : own;
  const message =
    list?.messages.find(({ key }) => key === query.get('message')) ?? list?.messages[0];
  const text = message?.texts.find((each) => each.language === language);
  const show = (key: string, shown: Language) => {
    setDone(undefined);
    goTo('/administration/messages', { replace: true, query: { message: key, language: shown } });
  };
  /** @param work says what was done, or nothing where it was not */
  const act = (work: () => Promise<string | undefined>) => {
    setDone(undefined);
    change(async () => setDone(await work()));
  };
  return (
    <Stack>
      {dialog}
      <Step
        title={words.title}
        lead={words.lead}
        message={
          failure !== undefined ? (
            <WordedFailure failure={failure} words={words.problems} />
          ) : done !== undefined ? (
            <Message kind="done" text={done} />
          ) : undefined
        }
      >
        {list === undefined || message === undefined || text === undefined ? (
          failure === undefined && <Loader aria-label={texts.frame.loading} />
        ) : (
          <>
            <Group grow align="start">
              <NativeSelect
                label={words.message}
                value={message.key}
                data={list.messages.map(({ key, texts: all }) => ({
                  value: key,
                  label: labelOf(words.names[key], all, words.changedMark),
                }))}
                onChange={({ currentTarget }) => show(currentTarget.value, language)}
              />
              <NativeSelect
                label={words.language}
                value={language}
                data={message.texts.map((each) => ({
                  value: each.language,
                  label: labelOf(LANGUAGE_NAMES[each.language], [each], words.changedMark),
                }))}
                onChange={({ currentTarget: { value } }) => {
                  if (isLanguage(value)) show(message.key, value);
                }}
              />
            </Group>
            <MessageEditor
              key={`${message.key} ${language}`}
              owner={me.principalId}
              message={message}
              text={text}
              busy={busy}
              act={act}
            />
          </>
        )}
      </Step>
      {list !== undefined && (
        <LanguagesForm
          key={list.languages.version}
          languages={list.languages}
          busy={busy}
          act={act}
        />
      )}
    </Stack>
  );
}

function labelOf(
  name: string,
  texts: readonly administration.MessageText[],
  changedMark: (name: string) => string,
): string {
  return texts.some(({ shipped }) => !shipped) ? changedMark(name) : name;
}
