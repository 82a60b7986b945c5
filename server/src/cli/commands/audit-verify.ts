import type { administration } from '@gatehouse/protocol';
import type { Command } from 'commander';

import { TestFailedError } from '../errors.js';
import type { OpenSession } from '../session.js';
import { printable } from '../table.js';
import { month } from '../time-option.js';

const FAULTS: Record<administration.AuditVerification['faults'][number]['fault'], string> = {
  altered: 'is not what was written there: it was changed, moved or put in',
  missing: 'comes after events that are gone',
  'not-linked': 'follows another event than the one before it',
  truncated: 'and what came after it are gone: another node saw them',
  contradicted: 'is another one than the one that another node saw',
  checkpoint: 'was the end of what retention dropped, and that record was changed',
  unexpected: 'is of a month that retention dropped, and is there again',
};

/** `gatehouse audit verify`. */
export function addAuditVerify(audit: Command, open: OpenSession): void {
  audit
    .command('verify')
    .description('check that the audit log is as it was written')
    .option('--from <month>', 'from this month on', month)
    .option('--to <month>', 'up to this month', month)
    .addHelpText(
      'after',
      `
Names the first event of each node that does not fit, and exits with 1 then. Events that were cut off at the end are
found as far as another node had seen them, at most some minutes before; compare with an export for the rest.
It reads every event: some minutes for some millions. The server goes on meanwhile.

Examples:
  gatehouse audit verify
  gatehouse audit verify --from 2026-01 --to 2026-03 --json`,
    )
    .action(async (options: { from?: string; to?: string }, command: Command) => {
      const { client, output } = await open(command);
      const result = await client.call('verifyAudit', { body: options });
      output.show(result, () => describe(result));
      if (result.faults.length > 0) throw new TestFailedError('the audit log does not fit');
    });
}

function describe({ events, countersignatures, nodes, faults }: administration.AuditVerification) {
  const looked = `${events} events of ${nodes.length} nodes, ${countersignatures} countersignatures`;
  if (faults.length === 0) return `Everything fits: ${looked}.`;
  return [
    `The audit log is not as it was written (${looked} looked at):`,
    ...faults.map(({ node, month: of, sequence, fault }) =>
      printable(`  ${node}, ${of}, event ${sequence} ${FAULTS[fault]} (${fault})`),
    ),
    'Keep the database as it is, and compare it with an export or a backup from there on.',
  ].join('\n');
}
