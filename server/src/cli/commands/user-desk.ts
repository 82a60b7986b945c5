import type { Command } from 'commander';

import { wholeNumber } from '../number-option.js';
import type { OpenSession } from '../session.js';
import { describeFound, describeUnlocked, describeUser } from '../user-text.js';

interface UnlockOptions {
  reason: string;
  source?: string;
  directory?: boolean;
  verification?: string;
}

const NAME_HELP = 'NAME, DOMAIN\\NAME, NAME@REALM, or an id';

/** What the help desk asks of `gatehouse user`. */
export function addUserDeskCommands(user: Command, open: OpenSession): void {
  user
    .command('search')
    .description('search users in all directories')
    .argument(
      '<text>',
      'what a name or address begins with; or a whole id, SID, reference or token serial',
    )
    .option('-n, --lines <n>', 'how many at most', wholeNumber(1, 50), 20)
    .addHelpText(
      'after',
      `
Texts of less than three characters are looked for as whole names.

Examples:
  gatehouse user search mei
  gatehouse user search "Alice Exa"
  gatehouse user search 7F3A-91C2-0B44`,
    )
    .action(async (text: string, { lines }: { lines: number }, command: Command) => {
      const { client, output } = await open(command);
      const found = await client.call('searchUsers', { query: { text, limit: String(lines) } });
      output.show(found, () => describeFound(found));
    });

  user
    .command('show')
    .description('show all there is of a user: state, locks, factors, kits, last logons, policy')
    .argument('<name>', NAME_HELP)
    .addHelpText('after', '\nExample:\n  gatehouse user show alice')
    .action(async (name: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const shown = await client.call('showUser', { parameters: { name } });
      output.show(shown, () => describeUser(shown));
    });

  user
    .command('unlock')
    .description('end the locks of a user, or the lock of one source')
    .argument('<name>', NAME_HELP)
    .requiredOption('--reason <text>', 'why, for whoever reads the audit')
    .option('--source <source>', 'only of this source, as "user show" names it')
    .option('--directory', 'the lock of the directory, too')
    .option('--verification <id>', 'of the caller, where the policy asks for it')
    .addHelpText(
      'after',
      `
Examples:
  gatehouse user unlock alice --reason "ticket 4711, called back"
  gatehouse user unlock alice --directory --reason "ticket 4711" --verification sfs_…`,
    )
    .action(async (name: string, options: UnlockOptions, command: Command) => {
      const { verification, ...body } = options;
      const { client, output } = await open(command);
      const unlocked = await client.call('unlockUser', {
        parameters: { name },
        body: {
          ...body,
          ...(verification === undefined ? {} : { verificationId: verification }),
        },
      });
      output.show(unlocked, () => describeUnlocked(name, unlocked));
    });
}
