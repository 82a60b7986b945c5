import type { administration } from '@gatehouse/protocol';
import { Option } from 'commander';
import type { Command } from 'commander';

import { formatCsv } from '../csv.js';
import { UsageError } from '../errors.js';
import { wholeNumber } from '../number-option.js';
import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';
import { moment, TIME_HELP } from '../time-option.js';

interface ReportOptions {
  since?: string;
  until?: string;
  by?: string;
  lines: number;
  csv?: boolean;
}

const MAX_PAGE = 1000;
const MAX_LINES = 1_000_000;

interface Subject {
  name: administration.ReportName;
  description: string;
  /** Whether it is about a time, and not about how things are. */
  isTimed: boolean;
  example: string;
}

const SUBJECTS: Subject[] = [
  {
    name: 'last-logons',
    description: 'when and where each person was last logged on, as far as the log goes back',
    isTimed: false,
    example: 'gatehouse report last-logons --csv > last-logons.csv',
  },
  {
    name: 'resets',
    description: 'how often the password of each person was reset, most often first',
    isTimed: true,
    example: 'gatehouse report resets --since 2026-01-01',
  },
  {
    name: 'lockouts',
    description: 'locks by what brought them about',
    isTimed: true,
    example: 'gatehouse report lockouts --since 2026-03-01 --until 2026-04-01',
  },
  {
    name: 'factors',
    description: 'how often each factor was proven, and how often wrong',
    isTimed: true,
    example: 'gatehouse report factors --json',
  },
  {
    name: 'enrolment',
    description: 'who of the known people has enrolled what',
    isTimed: false,
    example: 'gatehouse report enrolment --csv',
  },
  {
    name: 'enrolment-progress',
    description: 'how many of those who logged on have enrolled what',
    isTimed: true,
    example: 'gatehouse report enrolment-progress --since 2026-03-01',
  },
  {
    name: 'logons',
    description: 'logons over time, by door, outcome and code',
    isTimed: true,
    example: 'gatehouse report logons --by hour --since 2026-03-01',
  },
];

/** `gatehouse report`: what the audit log and the enrolments come to. */
export function addReportCommands(program: Command, open: OpenSession): void {
  const report = program.command('report').description('show reports, as table, CSV or JSON');
  for (const subject of SUBJECTS) {
    const { name, description, isTimed, example } = subject;
    const command = report.command(name).description(description);
    if (isTimed) {
      command
        .option('--since <time>', 'from this moment on (default: thirty days ago)', moment)
        .option('--until <time>', 'before this moment (default: now)', moment);
    }
    if (name === 'logons') {
      command.addOption(
        new Option('--by <period>', 'what a line is')
          .choices(['hour', 'day', 'month'])
          .default('day'),
      );
    }
    command
      .option('-n, --lines <n>', 'how many lines at most', wholeNumber(1, MAX_LINES), MAX_PAGE)
      .option('--csv', 'print CSV; texts that look like formulas get an apostrophe in front')
      .addHelpText('after', `${isTimed ? `\n${TIME_HELP}\n` : ''}\nExample:\n  ${example}`)
      .action(async (options: ReportOptions, of: Command) => {
        const { client, output, terminal, json } = await open(of);
        if (json && options.csv === true) throw new UsageError('Give --json or --csv, not both.');
        const shown = await readReport(client, name, options);
        const text = () =>
          formatTable(
            shown.columns,
            shown.rows.map((row) => row.map((cell) => String(cell ?? ''))),
          );
        if (options.csv === true) terminal.print(formatCsv([shown.columns, ...shown.rows]));
        else output.show(shown, text);
      });
  }
}

async function readReport(
  client: Awaited<ReturnType<OpenSession>>['client'],
  report: administration.ReportName,
  { since, until, by, lines }: ReportOptions,
): Promise<administration.Report> {
  const rows: administration.Report['rows'] = [];
  let after: string | undefined;
  for (;;) {
    const limit = String(Math.min(MAX_PAGE, lines - rows.length));
    const page = await client.call('showReport', {
      parameters: { report },
      query: { since, until, bucket: by, after, limit },
    });
    rows.push(...page.rows);
    after = page.cursor;
    if (after === undefined || rows.length >= lines) {
      return { columns: page.columns, rows, ...(after === undefined ? {} : { cursor: after }) };
    }
  }
}
