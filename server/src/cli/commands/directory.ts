import type { administration } from '@gatehouse/protocol';
import type { Command } from 'commander';

import { TestFailedError } from '../errors.js';
import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';

/** `gatehouse directory`: where people and passwords are. */
export function addDirectoryCommands(program: Command, open: OpenSession): void {
  const directory = program.command('directory').description('list and test the directories');

  directory
    .command('list')
    .description('list the directories that the server is configured with')
    .addHelpText('after', '\nExample:\n  gatehouse directory list --json')
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const list = await client.call('listDirectories');
      output.show(list, () =>
        formatTable(
          ['REALM', 'KIND', 'DEFAULT', 'SERVERS'],
          list.directories.map(({ realm, kind, isDefault, servers }) => [
            ...[realm, kind, isDefault ? 'yes' : 'no'],
            servers.length === 0 ? '-' : servers.join(' '),
          ]),
        ),
      );
    });

  directory
    .command('test')
    .argument('[realm]', 'only the directory of this realm')
    .description(
      'try every step that must work, in order, of each directory and host; exit code 1 when one fails',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  gatehouse directory test\n  gatehouse directory test corp.test',
    )
    .action(async (realm: string | undefined, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const query = realm === undefined ? {} : { realm };
      const test = await client.call('testDirectory', { query });
      output.show(test, () => [test.directory, tableOf(test.steps)].join('\n'));
      if (!test.ok) throw new TestFailedError('A step of the directory test failed.');
    });
}

type Steps = administration.DirectoryTest['steps'];

/** With realm and host where the steps have one. */
function tableOf(steps: Steps): string {
  const columns: [string, (step: Steps[number]) => string][] = [
    ['RESULT', ({ ok }) => (ok ? 'ok' : 'FAILED')],
    ['REALM', ({ realm = '' }) => realm],
    ['HOST', ({ host = '' }) => host],
    ['STEP', ({ step }) => step],
    ['TIME', ({ milliseconds }) => `${Math.round(milliseconds)} ms`],
    ['DETAIL', ({ detail }) => detail],
  ];
  const shown = columns.filter(([, read]) => steps.some((step) => read(step) !== ''));
  return formatTable(
    shown.map(([head]) => head),
    steps.map((step) => shown.map(([, read]) => read(step))),
  );
}
