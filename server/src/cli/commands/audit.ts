import type { administration } from '@gatehouse/protocol';
import type { Command } from 'commander';

import { MAX_EVENTS, readEventsAfter, readLastEvents } from '../audit-reader.js';
import type { AuditFilter } from '../audit-reader.js';
import { formatEvent } from '../audit-text.js';
import { correlationOf } from '../correlation-option.js';
import { wholeNumber } from '../number-option.js';
import type { OpenSession, Session } from '../session.js';
import { addAuditExport } from './audit-export.js';
import { addAuditSearch } from './audit-search.js';
import { addAuditVerify } from './audit-verify.js';

interface TailOptions {
  follow?: boolean;
  lines: number;
  correlation?: string;
  user?: string;
}

const POLL_MS = 1000;

/** `gatehouse audit`: what happened. */
export function addAuditCommands(program: Command, open: OpenSession): void {
  const audit = program.command('audit').description('read, check and export the audit log');
  addAuditSearch(audit, open);
  addAuditVerify(audit, open);
  addAuditExport(audit, open);

  audit
    .command('tail')
    .description('show the last audit events, one a line (with --json one JSON object a line)')
    .option('-f, --follow', 'go on showing new events until interrupted')
    .option('-n, --lines <n>', 'how many of the past events', wholeNumber(0, MAX_EVENTS), 20)
    .option('--correlation <reference>', 'only events of this reference or correlation id')
    .option('--user <name>', 'only events of this user')
    .addHelpText(
      'after',
      `
The reference is what a person reads out from the logon screen.

Examples:
  gatehouse audit tail --follow
  gatehouse audit tail --correlation 7F3A-91C2-0B44
  gatehouse audit tail --user alice --lines 100 --json`,
    )
    .action(async (options: TailOptions, command: Command) => {
      const filter = { principal: options.user, correlation: correlationOf(options.correlation) };
      const session = await open(command);
      const page = await readLastEvents(session.client, filter, options.lines);
      showEvents(session, page.events);
      if (options.follow === true) await follow(session, filter, page.cursor);
    });
}

async function follow(session: Session, filter: AuditFilter, from: string): Promise<void> {
  const stop = new AbortController();
  void session.terminal.interrupted().then(() => stop.abort());
  let cursor = from;
  while (!stop.signal.aborted) {
    const page = await readEventsAfter(session.client, filter, cursor);
    showEvents(session, page.events);
    cursor = page.cursor;
    await pause(stop.signal);
  }
}

function showEvents({ output }: Session, events: administration.AuditEvent[]): void {
  for (const event of events) output.show(event, () => formatEvent(event));
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, POLL_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
