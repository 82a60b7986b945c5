import type { administration } from '@gatehouse/protocol';
import { referenceOf } from '@gatehouse/protocol/browser';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { Section } from '../section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import { doorText, lineOf, whyText } from './names.js';

/** What happened to somebody lately, the newest first. */
export function HistorySection({ user }: { user: administration.User }): ReactNode {
  const { language } = useLanguage();
  const texts = useHelpDeskTexts();
  const { history: words, person } = texts;
  const types: Partial<Record<string, string>> = words.types;
  const { history } = user;
  return (
    <Section title={words.title}>
      {history === undefined && <Text>{person.unread}</Text>}
      {history?.length === 0 && <Text>{words.none}</Text>}
      <ul className="rows">
        {history?.map(({ at, type, door, hostname, source, code, correlationId }) => (
          <li key={`${at} ${type} ${correlationId}`}>
            <div>
              <Text fw={600}>{`${types[type] ?? type} · ${momentText(language, at)}`}</Text>
              <Text size="sm">
                {lineOf(
                  code === undefined ? undefined : whyText(code, texts),
                  doorText(door, texts),
                  hostname ?? source,
                  words.reference(referenceOf(correlationId)),
                )}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
