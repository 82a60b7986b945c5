import type { administration } from '@gatehouse/protocol';
import type { Command } from 'commander';

import { wholeNumber } from '../number-option.js';
import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';

interface AddOptions {
  user: string;
  reason: string;
  sid?: string;
  name?: string;
  workstation?: string;
}

interface ListOptions {
  workstation?: string;
  after?: string;
  limit: number;
}

/** `gatehouse workstation foreign-account`: accounts that no directory has, and whose factor they take. */
export function addForeignAccountCommands(workstation: Command, open: OpenSession): void {
  const foreignAccount = workstation
    .command('foreign-account')
    .description('whose factor accounts take that no directory has: local, Microsoft, Entra');

  foreignAccount
    .command('add')
    .description('map a user of the directory to an account that no directory has')
    .requiredOption('--user <user>', 'whose factor is asked for, as the directory knows them')
    .requiredOption('--reason <text>', 'why, for whoever reads the audit')
    .option('--sid <sid>', 'the account by its SID; one of a computer itself needs --workstation')
    .option('--name <name>', 'the account by its name on every workstation')
    .option('--workstation <workstation-id>', 'an id from "workstation list"')
    .addHelpText(
      'after',
      `
The policy for everyone has to say desktop.foreignAccounts: second-factor-only. Give --sid or
--name. A SID stays when the account is renamed: "whoami /user" shows it, and so does the event of
a logon that was denied. --name NAME means the account of that name of each computer itself,
--name 'DOMAIN\\NAME' any other, as AzureAD\\bob@contoso.test.

Examples:
  gatehouse workstation foreign-account add --sid S-1-5-21-1004336348-1177238915-682003330-500 \\
    --workstation wks_06k9x3v8m2q5w7r1t4y6z8b0cd --user alice --reason 'laboratory PC'
  gatehouse workstation foreign-account add --name Administrator --user alice --reason 'on call'`,
    )
    .action(async (options: AddOptions, command: Command) => {
      const { client, output } = await open(command);
      const { workstation: workstationId, ...given } = options;
      // The server says what an id is.
      const body = {
        ...given,
        ...(workstationId !== undefined && { workstationId }),
      } as administration.MapForeignAccount;
      const mapped = await client.call('mapForeignAccount', { body });
      output.show(
        mapped,
        () => `${accountOf(mapped)} takes the factor of ${mapped.principalName} (${mapped.id}).`,
      );
    });

  foreignAccount
    .command('list')
    .description('list them')
    .option('--workstation <workstation-id>', 'only those that hold there')
    .option('--after <id>', 'go on after this id, of the last line before')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1000), 100)
    .addHelpText('after', '\nExample:\n  gatehouse workstation foreign-account list')
    .action(async (options: ListOptions, command: Command) => {
      const { client, output } = await open(command);
      const { workstation: workstationId, after, limit } = options;
      const query = { workstationId, after, limit: String(limit) };
      const list = await client.call('listForeignAccounts', { query });
      output.show(list, () =>
        [
          formatTable(
            ['ID', 'ACCOUNT', 'WORKSTATION', 'FACTOR OF', 'MAPPED BY', 'MAPPED', 'REASON'],
            list.foreignAccounts.map((each) => [
              each.id,
              each.sid ?? each.name ?? '',
              each.workstationId ?? 'every one',
              each.principalName,
              each.mappedBy,
              each.mappedAt,
              each.reason,
            ]),
          ),
          ...(list.next === undefined ? [] : [`There are more: --after ${list.next}`]),
        ].join('\n'),
      );
    });

  foreignAccount
    .command('remove')
    .description('have an account take nobody’s factor any more: it is denied from then on')
    .argument('<id>', 'an id from list')
    .addHelpText(
      'after',
      '\nExample:\n  gatehouse workstation foreign-account remove fga_06k9x3v8m2q5w7r1t4y6z8b0cd',
    )
    .action(async (foreignAccountId: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const answer = await client.call('unmapForeignAccount', { parameters: { foreignAccountId } });
      output.show(answer, () => `${foreignAccountId} is removed.`);
    });
}

function accountOf({ sid, name, workstationId }: administration.ForeignAccount): string {
  return `${sid ?? name ?? ''} on ${workstationId ?? 'every workstation'}`;
}
