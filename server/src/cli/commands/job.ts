import type { administration } from '@gatehouse/protocol';
import type { Command } from 'commander';

import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';

/** `gatehouse job`: what a node does in the background. */
export function addJobCommands(program: Command, open: OpenSession): void {
  const job = program.command('job').description('what the server does in the background');

  job
    .command('list')
    .description('list the jobs of the node that answers, since it was started')
    .addHelpText('after', '\nExample:\n  gatehouse job list --json')
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const list = await client.call('listJobs');
      output.show(list, () => [`Node ${list.node}`, tableOf(list.jobs)].join('\n'));
    });
}

function tableOf(jobs: administration.Job[]): string {
  return formatTable(
    ['JOB', 'EVERY', 'STATE', 'LAST RUN', 'TOOK', 'NEXT RUN', 'LAST FAILURE'],
    jobs.map((each) => [
      each.name,
      `${each.everySeconds} s`,
      stateOf(each),
      each.lastRun?.startedAt ?? 'not yet',
      each.lastRun === undefined ? '-' : `${each.lastRun.milliseconds} ms`,
      each.nextRunAt ?? '-',
      each.lastFailure === undefined ? '-' : `${each.lastFailure.at} ${each.lastFailure.error}`,
    ]),
  );
}

function stateOf({ running, lastRun }: administration.Job): string {
  if (running) return 'running';
  return lastRun === undefined ? 'waiting' : lastRun.ok ? 'ok' : 'FAILED';
}
