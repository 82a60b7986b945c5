import type { administration } from '@gatehouse/protocol';
import { Button, Group, Loader } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { call } from '../../api/call.js';
import { Message } from '../../frame/message.js';
import { Step } from '../../frame/step.js';
import { useAction } from '../../frame/use-action.js';
import { goTo, useQuery } from '../../navigation/location.js';
import { useSession } from '../../session/session.js';
import { useTexts } from '../../texts/language.js';
import { DetailedFailure } from '../detailed-failure.js';
import { MomentInput } from '../moment-input.js';
import { BarChart, ColumnChart } from './bar-chart.js';
import { daysBetween, linesOf, logonsByDoor, numberIn, textIn } from './report-numbers.js';
import { useAuditTexts } from './texts/audit-texts.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
const LIMIT = 1000;

const NAMES = ['logons', 'lockouts', 'factors', 'enrolment-progress'] as const;
type Reports = Record<(typeof NAMES)[number], administration.Report>;

/** What the log and the enrolments come to, as pictures with their numbers. The time stands in the address. */
export function AuditCharts(): ReactNode {
  const { chart, charts } = useAuditTexts();
  const query = useQuery();
  const asked = {
    since: query.get('since') ?? undefined,
    until: query.get('until') ?? undefined,
  };
  const [typed, setTyped] = useState<Asked>({
    ...asked,
  });
  const show = () => goTo('/administration/audit', { query: { view: 'charts', ...typed } });
  return (
    <Step title={charts} lead={chart.lead} onSubmit={show}>
      <div className="filters">
        <MomentInput
          label={chart.since}
          value={typed.since}
          onValue={(from) => setTyped((before) => ({ ...before, since: from }))}
        />
        <MomentInput
          label={chart.until}
          value={typed.until}
          onValue={(to) => setTyped((before) => ({ ...before, until: to }))}
        />
      </div>
      <Group>
        <Button type="submit">{chart.submit}</Button>
      </Group>
      <Shown key={JSON.stringify(asked)} {...asked} />
    </Step>
  );
}

interface Asked {
  since: string | undefined;
  until: string | undefined;
}

function Shown({ since, until }: Asked): ReactNode {
  const words = useAuditTexts();
  const { frame } = useTexts();
  const { intercept } = useSession();
  const { failure, run } = useAction(intercept);
  const [now] = useState(() => Date.now());
  const [reports, setReports] = useState<Reports>();
  const load = useRef(() =>
    run(async () => {
      // What is not asked for is the server's to say, by its own clock.
      const query = {
        limit: String(LIMIT),
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
      };
      const shown = await Promise.all(
        NAMES.map(async (report) => [
          report,
          await call('showReport', { params: { report }, query }),
        ]),
      );
      setReports(Object.fromEntries(shown) as Reports);
    }),
  );
  useEffect(() => load.current(), []);
  if (failure !== undefined) return <DetailedFailure failure={failure} problems={words.problems} />;
  if (reports === undefined) return <Loader aria-label={frame.loading} />;
  const { chart } = words;
  const outcomes = [
    { name: chart.granted, tone: 'first' },
    { name: chart.denied, tone: 'second' },
    { name: chart.cancelled, tone: 'third' },
  ] as const;
  const doors = logonsByDoor(reports.logons, daysOf({ since, until }, now));
  const [people = 0] = linesOf(reports['enrolment-progress']).map((line) => numberIn(line, 'of'));
  return (
    <>
      {Object.values(reports).some(({ cursor }) => cursor !== undefined) && (
        <Message kind="note" text={chart.cut} />
      )}
      {doors.size === 0 && (
        <ColumnChart title={chart.logons} what={chart.day} series={outcomes} bars={[]} />
      )}
      {[...doors].map(([door, bars]) => (
        <ColumnChart
          key={door}
          title={`${chart.logons}: ${door === '' ? chart.unknown : door}`}
          lead={chart.logonsLead}
          what={chart.day}
          series={outcomes}
          bars={bars}
        />
      ))}
      <BarChart
        title={chart.lockouts}
        lead={chart.lockoutsLead}
        what={chart.cause}
        series={[{ name: chart.locks, tone: 'second' }]}
        bars={linesOf(reports.lockouts).map((line) => {
          const lock = textIn(line, 'lock') ?? '';
          const parts = [
            chart.kindOfLock[lock] ?? lock,
            textIn(line, 'door') ?? chart.unknown,
            textIn(line, 'cause') ?? chart.unknown,
          ];
          return { label: parts.join(' · '), values: [numberIn(line, 'locks')] };
        })}
      />
      <BarChart
        title={chart.factors}
        lead={chart.factorsLead}
        what={chart.what}
        series={[
          { name: chart.verified, tone: 'first' },
          { name: chart.rejected, tone: 'second' },
        ]}
        bars={linesOf(reports.factors).map((line) => ({
          label: [textIn(line, 'method'), textIn(line, 'door')]
            .map((part) => part ?? chart.unknown)
            .join(' · '),
          values: [numberIn(line, 'verified'), numberIn(line, 'rejected')],
        }))}
      />
      <BarChart
        title={chart.progress}
        lead={chart.progressLead(people)}
        what={chart.what}
        series={[{ name: chart.people, tone: 'first' }]}
        full={Math.max(1, people)}
        bars={linesOf(reports['enrolment-progress']).map((line) => {
          const what = textIn(line, 'what') ?? '';
          return { label: chart.enrolled[what] ?? what, values: [numberIn(line, 'people')] };
        })}
      />
    </>
  );
}

/** The days that were looked at: the last thirty where nobody said otherwise, as the server takes it. */
function daysOf({ since, until }: Asked, now: number): string[] {
  const end = until ?? new Date(now).toISOString();
  const begin = new Date(Date.parse(end) - DEFAULT_DAYS * DAY_MS);
  if (since === undefined && Number.isNaN(begin.getTime())) return [];
  return daysBetween(since ?? begin.toISOString(), end);
}
