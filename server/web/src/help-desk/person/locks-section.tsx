import type { administration } from '@gatehouse/protocol';
import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { Section } from '../section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import { doorText, lineOf, sourceName, whyText } from './names.js';

interface LocksSectionProps {
  user: administration.User;
  /** Absent where the operator may not unlock. A source for one lock alone. */
  onUnlock: ((source: string | undefined) => void) | undefined;
}

interface Lock {
  locked: boolean;
  strikes: number | undefined;
  since: string | undefined;
  until: string | undefined;
  causes: NonNullable<administration.User['causes']>;
}

/** Where somebody is locked, by whom, since when and why. */
export function LocksSection({ user, onUnlock }: LocksSectionProps): ReactNode {
  const { locks: words, person } = useHelpDeskTexts();
  const { directory, sources = [], strikes, locked } = user;
  const isOpen = locked === false && sources.length === 0 && directory?.locked !== true;
  return (
    <Section title={words.title}>
      {strikes === undefined && <Text>{person.unread}</Text>}
      {strikes !== undefined && isOpen && <Text>{words.none}</Text>}
      <ul className="rows">
        {directory?.locked === true && (
          <LockRow
            title={words.directory}
            lock={{
              ...{ locked: true, strikes: undefined, causes: [] },
              ...{ since: directory.lockedSince, until: directory.lockedUntil },
            }}
          />
        )}
        {locked === true && (
          <LockRow
            title={words.everywhere}
            lock={{
              ...{ locked: true, strikes, causes: user.causes ?? [] },
              ...{ since: user.lockedSince, until: user.lockedUntil },
            }}
          />
        )}
        {sources.map((source) => (
          <LockRow
            key={source.source}
            title={sourceName(source)}
            door={source.source.split(':', 1)[0]}
            lock={{ ...source, since: source.since, until: source.until }}
            {...(onUnlock !== undefined && { onUnlock: () => onUnlock(source.source) })}
          />
        ))}
      </ul>
      {onUnlock !== undefined && !isOpen && (
        <Button variant="default" onClick={() => onUnlock(undefined)}>
          {words.unlockAll}
        </Button>
      )}
    </Section>
  );
}

function LockRow({
  title,
  door,
  lock,
  onUnlock,
}: {
  title: string;
  door?: string | undefined;
  lock: Lock;
  onUnlock?: () => void;
}) {
  const texts = useHelpDeskTexts();
  const { language } = useLanguage();
  const words = texts.locks;
  const { locked, strikes, since, until, causes } = lock;
  const moment = (instant: string) => momentText(language, instant);
  // Several in one minute say the same.
  const reasons = causes.map(({ at, code }) => `${whyText(code, texts)} (${moment(at)})`);
  return (
    <li>
      <div>
        <Text fw={600}>{lineOf(title, doorText(door, texts))}</Text>
        <Text size="sm">
          {lineOf(
            locked ? words.lockedHere : words.open,
            strikes === undefined ? undefined : words.strikes(strikes),
            since === undefined ? undefined : words.since(moment(since)),
            until !== undefined ? words.until(moment(until)) : locked ? words.forGood : undefined,
          )}
        </Text>
        {causes.length > 0 && (
          <Text size="sm">
            {words.causes}: {[...new Set(reasons)].join(', ')}
          </Text>
        )}
      </div>
      {onUnlock !== undefined && (
        <Button
          variant="default"
          size="sm"
          aria-label={words.unlockOne(lineOf(title, doorText(door, texts)))}
          onClick={onUnlock}
        >
          {words.unlock}
        </Button>
      )}
    </li>
  );
}
