import type { Command } from 'commander';

import { TestFailedError } from '../errors.js';
import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';

/** `gatehouse directory`: where people and passwords are. */
export function addDirectoryCommands(program: Command, open: OpenSession): void {
  const directory = program.command('directory').description('test the directory');

  directory
    .command('test')
    .description('try every step that must work, in order; exit code 1 when one fails')
    .addHelpText('after', '\nExample:\n  gatehouse directory test')
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const test = await client.call('testDirectory');
      output.show(test, () =>
        [
          test.directory,
          formatTable(
            ['RESULT', 'STEP', 'TIME', 'DETAIL'],
            test.steps.map(({ step, ok, detail, milliseconds }) => [
              ok ? 'ok' : 'FAILED',
              step,
              `${Math.round(milliseconds)} ms`,
              detail,
            ]),
          ),
        ].join('\n'),
      );
      if (!test.ok) throw new TestFailedError('A step of the directory test failed.');
    });
}
