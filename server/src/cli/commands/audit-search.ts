import { Option } from 'commander';
import type { Command } from 'commander';

import { MAX_EVENTS } from '../audit-reader.js';
import { formatEvent } from '../audit-text.js';
import { correlationOf } from '../correlation-option.js';
import { wholeNumber } from '../number-option.js';
import type { OpenSession } from '../session.js';
import { moment, TIME_HELP } from '../time-option.js';

interface SearchOptions {
  user?: string;
  door?: string;
  workstation?: string;
  source?: string;
  type?: string;
  outcome?: string;
  code?: string;
  policy?: string;
  operator?: string;
  correlation?: string;
  since?: string;
  until?: string;
  order: string;
  lines: number;
}

const MAX_LINES = 1_000_000;

/** `gatehouse audit search`. */
export function addAuditSearch(audit: Command, open: OpenSession): void {
  audit
    .command('search')
    .description('search audit events: everything that is named must fit')
    .option('--user <name>', 'of this user: id or name')
    .option(
      '--door <door>',
      'that came in here: desktop, web, self-service, help-desk, password-link',
    )
    .option('--workstation <id>', 'of this workstation: wks_…')
    .option('--source <address>', 'from this address')
    .option('--type <type>', 'of this type: logon.denied, factor.rejected, …')
    .addOption(
      new Option('--outcome <outcome>', 'with this outcome').choices([
        'success',
        'failure',
        'info',
      ]),
    )
    .option('--code <code>', 'with this code: credentials.wrong, principal.locked, …')
    .option('--policy <name>', 'that this policy decided: staff, or one version: staff@3')
    .option('--operator <name>', 'that this operator caused: id or name')
    .option('--correlation <reference>', 'of this reference or correlation id')
    .option('--since <time>', 'from this moment on', moment)
    .option('--until <time>', 'before this moment', moment)
    .addOption(
      new Option('--order <order>', 'which come first')
        .choices(['newest', 'oldest'])
        .default('newest'),
    )
    .option('-n, --lines <n>', 'how many at most', wholeNumber(1, MAX_LINES), 100)
    .addHelpText(
      'after',
      `
${TIME_HELP}

Examples:
  gatehouse audit search --user alice --outcome failure --since 2026-03-01
  gatehouse audit search --type principal.locked --order oldest --lines 1000 --json
  gatehouse audit search --source 192.0.2.7 --code credentials.wrong`,
    )
    .action(async (options: SearchOptions, command: Command) => {
      const { user, correlation, lines, ...rest } = options;
      const query = { ...rest, principal: user, correlation: correlationOf(correlation) };
      const { client, output } = await open(command);
      let after: string | undefined;
      for (let left = lines; left > 0;) {
        const limit = Math.min(left, MAX_EVENTS);
        const page = await client.call('searchAuditEvents', {
          query: { ...query, after, limit: String(limit) },
        });
        for (const event of page.events) output.show(event, () => formatEvent(event));
        if (page.events.length < limit) return;
        left -= page.events.length;
        after = page.cursor;
      }
    });
}
