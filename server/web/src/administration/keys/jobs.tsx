import type { administration } from '@gatehouse/protocol';
import { Button, Loader, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Section } from '../../frame/section.js';
import { WordedFailure } from '../../frame/worded-failure.js';
import { useLanguage } from '../../texts/language.js';
import { momentText } from '../../texts/say.js';
import { useListing } from '../use-listing.js';
import type { KeyTexts } from './texts/en.js';
import { useKeyTexts } from './texts/key-texts.js';

/** What the node that answers does in the background. */
export function Jobs(): ReactNode {
  const { texts } = useLanguage();
  const { jobs: words, problems } = useKeyTexts();
  const { list, busy, failure, reload, dialog } = useListing(() => call('listJobs'));
  return (
    <Section
      title={words.title}
      lead={list && words.lead(list.node)}
      message={failure && <WordedFailure failure={failure} words={problems} />}
    >
      {dialog}
      {list === undefined && failure === undefined && <Loader aria-label={texts.frame.loading} />}
      <ul className="rows">
        {list?.jobs.map((job) => (
          <JobRow key={job.name} job={job} />
        ))}
      </ul>
      <Button variant="default" onClick={reload} disabled={busy}>
        {words.again}
      </Button>
    </Section>
  );
}

function JobRow({ job }: { job: administration.Job }) {
  const { language } = useLanguage();
  const { jobs: words } = useKeyTexts();
  const { name, everySeconds, running, lastRun, lastFailure, nextRunAt } = job;
  const moment = (instant: string) => momentText(language, instant);
  const state = lastRun === undefined ? words.notYet : lastRun.ok ? words.well : words.failed;
  const facts = [
    words.every(lengthText(words, everySeconds)),
    ...(lastRun === undefined ? [] : [words.last(moment(lastRun.startedAt), lastRun.milliseconds)]),
    ...(nextRunAt === undefined ? [] : [words.next(moment(nextRunAt))]),
  ];
  return (
    <li>
      <div>
        <Text fw={600}>
          {name} · {running ? words.running : state}
        </Text>
        <Text size="sm">{facts.join(' · ')}</Text>
        {lastFailure !== undefined && (
          <Text size="sm">
            {words.failure(moment(lastFailure.at))} <span lang="en">{lastFailure.error}</span>
          </Text>
        )}
      </div>
    </li>
  );
}

function lengthText(words: KeyTexts['jobs'], seconds: number): string {
  if (seconds % 3_600 === 0) return words.hours(seconds / 3_600);
  return seconds % 60 === 0 ? words.minutes(seconds / 60) : words.seconds(seconds);
}
