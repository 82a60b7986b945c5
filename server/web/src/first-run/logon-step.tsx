import { Button, Loader, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

import { CheckIcon, DotIcon } from '../frame/icons.js';
import { FailureMessage, Message } from '../frame/message.js';
import { Step } from '../frame/step.js';
import { PageLink } from '../navigation/page-link.js';
import { useLanguage } from '../texts/language.js';
import { momentText } from '../texts/say.js';
import { useFirstRunTexts } from './texts/first-run-texts.js';
import type { FirstLogon } from './use-first-logon.js';

/** As many as fit below each other. */
const LATEST = 5;

/** Waits for the first workstation, and for a logon that works. */
export function LogonStep({
  seen,
  others,
}: {
  seen: FirstLogon;
  /** Where else one can go. */
  others: ReactNode;
}): ReactNode {
  const { texts, language } = useLanguage();
  const { logon: words } = useFirstRunTexts();
  const { workstations, events, logon, failure, isPaused, again } = seen;
  const first = workstations?.[0];
  const when = (instant: string) => momentText(language, instant);
  const marks = [
    { isMet: first !== undefined, text: first ? words.joined(first.hostname) : words.waitsJoin },
    {
      isMet: logon !== undefined,
      text: logon ? words.logon(logon.principalName ?? '?', when(logon.at)) : words.waitsLogon,
    },
  ];
  return (
    <Step
      title={words.title}
      lead={words.lead}
      message={
        failure !== undefined ? (
          <FailureMessage failure={failure} />
        ) : logon !== undefined ? (
          <Message kind="done" text={words.over} />
        ) : isPaused ? (
          <Message kind="note" text={words.paused} />
        ) : undefined
      }
    >
      {workstations === undefined && failure === undefined ? (
        <Loader aria-label={texts.frame.loading} />
      ) : (
        <ul className="rules" aria-live="polite">
          {marks.map(({ isMet, text }, at) => (
            <li key={at} data-state={isMet ? 'met' : 'later'}>
              {isMet ? <CheckIcon /> : <DotIcon />}
              <span>{text}</span>
            </li>
          ))}
        </ul>
      )}
      {events.length > 0 && (
        <div>
          <Title order={2} size="h4">
            {words.latest}
          </Title>
          <ul className="rows">
            {events.slice(0, LATEST).map(({ id, type, principalName, at, code }) => (
              <li key={id}>
                <Text size="sm">
                  {[words.events[type] ?? type, principalName, code, when(at)]
                    .filter((part) => part !== undefined)
                    .join(' · ')}
                </Text>
              </li>
            ))}
          </ul>
        </div>
      )}
      {isPaused && logon === undefined && (
        <Button variant="default" onClick={again}>
          {words.again}
        </Button>
      )}
      {logon === undefined ? (
        others
      ) : (
        <PageLink to="/administration">{words.toAdministration}</PageLink>
      )}
    </Step>
  );
}
