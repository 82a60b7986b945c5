import type { Command } from 'commander';

import type { OpenSession } from '../session.js';

/** `gatehouse keyring`: the keys that the server's secrets are sealed with. */
export function addKeyringCommands(program: Command, open: OpenSession): void {
  const keyring = program.command('keyring').description('rotate the data key');

  keyring
    .command('rotate')
    .description(
      'make a new data key and seal every secret again; may be repeated after an interruption',
    )
    .addHelpText('after', '\nExample:\n  gatehouse keyring rotate')
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const rotated = await client.call('rotateKeys');
      output.show(rotated, () => `The data key is now version ${rotated.version}.`);
    });
}
