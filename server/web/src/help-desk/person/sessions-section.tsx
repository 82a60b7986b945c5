import type { SessionId, SessionView } from '@gatehouse/protocol';
import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { Row } from '../../frame/row.js';
import { browserName } from '../../session/browser-name.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { Section } from '../section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import { EndSessionsDialog } from './end-sessions-dialog.js';
import { lineOf } from './names.js';

interface SessionsSectionProps {
  sessions: readonly SessionView[] | undefined;
  /** Of the person. */
  name: string;
  busy: boolean;
  reason: string;
  onReason: (reason: string) => void;
  /** Absent where the operator may not. Without an id, all of them. */
  onEnd: ((sessionId: SessionId | undefined, reason: string) => void) | undefined;
}

/** Where somebody is signed in with a browser. */
export function SessionsSection(props: SessionsSectionProps): ReactNode {
  const { sessions, name, busy, reason, onReason, onEnd } = props;
  const { language } = useLanguage();
  const { sessions: words, person } = useHelpDeskTexts();
  const [ending, setEnding] = useState<{ id: SessionId | undefined }>();
  return (
    <Section title={words.title}>
      {ending !== undefined && (
        <EndSessionsDialog
          all={ending.id === undefined}
          {...{ name, busy, reason, onReason }}
          onEnd={(why) => {
            setEnding(undefined);
            onEnd?.(ending.id, why);
          }}
          onClose={() => setEnding(undefined)}
        />
      )}
      {sessions === undefined && <Text>{person.unread}</Text>}
      {sessions?.length === 0 && <Text>{words.none}</Text>}
      <ul className="rows">
        {sessions?.map(({ id, lastSeenAt, address, userAgent }) => {
          const browser = browserName(userAgent) ?? words.browser;
          const when = words.lastSeen(momentText(language, lastSeenAt));
          return (
            <Row
              key={id}
              title={browser}
              lines={[lineOf(when, address === undefined ? undefined : words.from(address))]}
              action={
                onEnd && {
                  ...{ label: words.end, about: words.endOne(lineOf(browser, when)), busy },
                  onAct: () => setEnding({ id }),
                }
              }
            />
          );
        })}
      </ul>
      {onEnd !== undefined && sessions !== undefined && sessions.length > 0 && (
        <Button variant="default" disabled={busy} onClick={() => setEnding({ id: undefined })}>
          {words.endAll}
        </Button>
      )}
    </Section>
  );
}
