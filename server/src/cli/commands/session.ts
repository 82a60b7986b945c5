import type { Command } from 'commander';

import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';

interface EndOptions {
  reason: string;
  session?: string;
}

/** `gatehouse session`: who is signed in at a browser. */
export function addSessionCommands(program: Command, open: OpenSession): void {
  const session = program
    .command('session')
    .description('list and end the sessions of users who signed in at a browser');

  session
    .command('list')
    .description('list the sessions of a user, newest first')
    .argument('<name>', 'NAME, DOMAIN\\NAME or NAME@REALM')
    .addHelpText('after', '\nExample:\n  gatehouse session list alice')
    .action(async (name: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const list = await client.call('listSessions', { parameters: { name } });
      output.show(list, () =>
        list.sessions.length === 0
          ? `${name} has no session.`
          : formatTable(
              ['ID', 'SIGNED IN', 'LAST SEEN', 'ENDS', 'PROVEN', 'ADDRESS', 'BROWSER'],
              list.sessions.map((each) => [
                each.id,
                each.createdAt,
                each.lastSeenAt,
                each.expiresAt,
                ['password', ...each.methods].join(' '),
                each.address ?? '',
                each.userAgent ?? '',
              ]),
            ),
      );
    });

  session
    .command('end')
    .description('end the sessions of a user: all of them, or one')
    .argument('<name>', 'NAME, DOMAIN\\NAME or NAME@REALM')
    .requiredOption('--reason <text>', 'why, for whoever reads the audit')
    .option('--session <id>', 'only this one, an id from list')
    .addHelpText(
      'after',
      '\nExample:\n  gatehouse session end alice --reason "laptop lost, ticket 4711"',
    )
    .action(async (name: string, options: EndOptions, command: Command) => {
      const { client, output } = await open(command);
      const { reason, session: sessionId } = options;
      const body = { reason, sessionId };
      const answer = await client.call('endSessions', { parameters: { name }, body });
      const what = answer.ended === 1 ? '1 session' : `${answer.ended} sessions`;
      output.show(answer, () => `${what} of ${name} ended.`);
    });
}
