import type { administration } from '@gatehouse/protocol';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { Section } from '../section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import { factorName, lineOf } from './names.js';

/** What somebody proves themselves with, and what is still to be set up. */
export function FactorsSection({ user }: { user: administration.User }): ReactNode {
  const { language } = useLanguage();
  const { factors: words, person } = useHelpDeskTexts();
  const { factors, recoveryCodes: codes, answers, enrollment } = user;
  const moment = (instant: string) => momentText(language, instant);
  return (
    <Section title={words.title}>
      {factors === undefined && <Text>{person.unread}</Text>}
      {factors?.length === 0 && <Text>{words.none}</Text>}
      <ul className="rows">
        {factors?.map((factor) => (
          <li key={factor.id}>
            <div>
              <Text fw={600}>{factorName(factor, words.methods)}</Text>
              <Text size="sm">
                {lineOf(
                  words.since(moment(factor.createdAt)),
                  factor.lastUsedAt === undefined
                    ? words.neverUsed
                    : words.lastUsed(moment(factor.lastUsedAt)),
                )}
              </Text>
            </div>
          </li>
        ))}
      </ul>
      {codes !== undefined && (
        <Text>{words.recoveryCodes(codes.left, codes.total, moment(codes.createdAt))}</Text>
      )}
      {answers !== undefined && (
        <Text>{answers.enrolled ? words.answers(answers.questions) : words.noAnswers}</Text>
      )}
      {enrollment !== undefined && enrollment.missing.length > 0 && (
        <Text>
          {words.missing(enrollment.missing.map((what) => words.what[what]).join(', '))}
          {enrollment.postponed > 0 && ` ${words.postponed(enrollment.postponed)}`}
        </Text>
      )}
      {enrollment?.idleSince !== undefined && <Text>{words.idle}</Text>}
    </Section>
  );
}
