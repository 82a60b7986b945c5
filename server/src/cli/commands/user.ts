import type { Command } from 'commander';

import { readNewPassword } from '../password-input.js';
import type { OpenSession } from '../session.js';
import { describeUser } from '../user-text.js';
import { addUserDeskCommands } from './user-desk.js';

/** `gatehouse user`: people. */
export function addUserCommands(program: Command, open: OpenSession): void {
  const user = program
    .command('user')
    .description('add, search and show users, set passwords, unlock');

  user
    .command('add')
    .description('add a user to the local directory')
    .argument('<name>', 'the logon name')
    .option('--display-name <text>', 'the full name')
    .option('--mail <address>', 'where e-mailed codes go')
    .addHelpText(
      'after',
      `
The password is asked for, or read from standard input.

Example:
  gatehouse user add alice --display-name "Alice Example" --mail alice@corp.test`,
    )
    .action(
      async (name: string, options: { displayName?: string; mail?: string }, command: Command) => {
        const { client, output, terminal } = await open(command);
        const password = await readNewPassword(terminal, name);
        const added = await client.call('addUser', { body: { name, ...options, password } });
        output.show(added, () => describeUser(added));
      },
    );

  user
    .command('passwd')
    .description('set the password of a user of the local directory')
    .argument('<name>')
    .addHelpText(
      'after',
      `
The password is asked for, or read from standard input.

Example:
  gatehouse user passwd alice`,
    )
    .action(async (name: string, _options: object, command: Command) => {
      const { client, output, terminal } = await open(command);
      const password = await readNewPassword(terminal, name);
      const answer = await client.call('setPassword', { parameters: { name }, body: { password } });
      output.show(answer, () => `The password of ${name} is set.`);
    });

  addUserDeskCommands(user, open);
}
