import type { administration } from '@gatehouse/protocol';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { Section } from '../section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import { lineOf } from './names.js';

/** Where somebody signs in to Windows, and what those computers keep for the time without the server. */
export function ComputersSection({ user }: { user: administration.User }): ReactNode {
  const { language } = useLanguage();
  const { computers: words, person } = useHelpDeskTexts();
  const { workstations, resetGrants = [] } = user;
  const moment = (instant: string) => momentText(language, instant);
  return (
    <Section title={words.title}>
      {workstations === undefined && <Text>{person.unread}</Text>}
      {workstations?.length === 0 && <Text>{words.none}</Text>}
      <ul className="rows">
        {workstations?.map(({ workstationId, hostname, revoked, lastUsedAt, ...kept }) => (
          <li key={workstationId}>
            <div>
              <Text fw={600}>{hostname ?? workstationId}</Text>
              <Text size="sm">
                {lineOf(
                  words.lastUsed(moment(lastUsedAt)),
                  revoked ? words.revoked : words.kit[kept.kit.state],
                  kept.offlineCodes.left > 0 ? words.codes(kept.offlineCodes.left) : undefined,
                )}
              </Text>
            </div>
          </li>
        ))}
      </ul>
      {resetGrants.map(({ workstationId, hostname, expiresAt }) => (
        <Text key={workstationId}>
          {words.resetGrant(hostname ?? workstationId, moment(expiresAt))}
        </Text>
      ))}
    </Section>
  );
}
