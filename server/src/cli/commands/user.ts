import type { administration } from '@gatehouse/protocol';
import type { Command } from 'commander';

import { readNewPassword } from '../password-input.js';
import type { OpenSession } from '../session.js';
import { formatFacts } from '../table.js';

/** `gatehouse user`: people. */
export function addUserCommands(program: Command, open: OpenSession): void {
  const user = program.command('user').description('add and show users, set passwords, unlock');

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

  user
    .command('show')
    .description('show a user: names, factors, strikes, policy')
    .argument('<name>', 'NAME, DOMAIN\\NAME or NAME@REALM')
    .addHelpText('after', '\nExample:\n  gatehouse user show alice')
    .action(async (name: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const shown = await client.call('showUser', { parameters: { name } });
      output.show(shown, () => describeUser(shown));
    });

  user
    .command('unlock')
    .description('clear the strikes of a user who is locked out')
    .argument('<name>', 'NAME, DOMAIN\\NAME or NAME@REALM')
    .addHelpText('after', '\nExample:\n  gatehouse user unlock alice')
    .action(async (name: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const answer = await client.call('unlockUser', { parameters: { name } });
      output.show(answer, () => `The strikes of ${name} are cleared.`);
    });
}

function describeUser(user: administration.User): string {
  const { require, methods } = user.policy.settings.logon.desktop;
  return formatFacts([
    ['name', user.name],
    ['display name', user.displayName],
    ['mail', user.mail],
    ['alternate mail', user.alternateMail],
    ['Windows name', `${user.netbiosDomain}\\${user.name}`],
    ['SID', user.sid],
    ['id', user.principalId],
    ['groups', user.groups.length === 0 ? 'none' : user.groups.join(', ')],
    [
      'factors',
      user.factors.length === 0
        ? 'none'
        : user.factors.map(({ method, id }) => `${method} (${id})`).join(', '),
    ],
    ['strikes', String(user.strikes)],
    ['locked', user.locked ? `until ${user.lockedUntil ?? 'somebody unlocks the user'}` : 'no'],
    ['policy', user.policy.name],
    [
      'desktop logon',
      require === 'none' ? 'password alone' : `password and ${methods.join(' or ')}`,
    ],
  ]);
}
