import type { Command } from 'commander';

import { wholeNumber } from '../number-option.js';
import { writeSecretFile } from '../secret-file.js';
import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';
import { addForeignAccountCommands } from './foreign-account.js';

interface TokenOptions {
  uses: number;
  hours: number;
  publicUrl?: string;
  label?: string;
  out?: string;
}

/** `gatehouse workstation`: the machines that people log on at. */
export function addWorkstationCommands(program: Command, open: OpenSession): void {
  const workstation = program
    .command('workstation')
    .description('join tokens, list and revoke workstations, and accounts that no directory has');

  workstation
    .command('token')
    .description('create a join token; it is shown this once')
    .option('--uses <n>', 'how many workstations may join with it', wholeNumber(1, 100_000), 1)
    .option('--hours <n>', 'how long it is valid', wholeNumber(1, 8760), 24)
    .option(
      '--public-url <url>',
      'the URL that workstations use (default: as the server is configured)',
    )
    .option('--label <text>', 'what it is for')
    .option('--out <file>', 'write the token to a new file (mode 0600) instead of showing it')
    .addHelpText(
      'after',
      `
The token is a secret: give it to the installer as a hidden property or in a file.

Example:
  gatehouse workstation token --uses 20 --hours 8 --out join-token`,
    )
    .action(async (options: TokenOptions, command: Command) => {
      const { client, output } = await open(command);
      const { out, publicUrl, ...rest } = options;
      const issued = await client.call('createJoinToken', {
        body: { ...rest, ...(publicUrl === undefined ? {} : { url: publicUrl }) },
      });
      if (out === undefined) {
        output.show(issued, () => issued.token);
        return;
      }
      await writeSecretFile(out, issued.token);
      output.show(
        { id: issued.id, expiresAt: issued.expiresAt, file: out },
        () => `The token ${issued.id} is in ${out}, valid until ${issued.expiresAt}.`,
      );
    });

  workstation
    .command('list')
    .description('list the workstations that have joined')
    .addHelpText('after', '\nExample:\n  gatehouse workstation list')
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const list = await client.call('listWorkstations');
      output.show(list, () =>
        formatTable(
          ['ID', 'HOST', 'SYSTEM', 'VERSION', 'KEY', 'LAST SEEN', 'STATE'],
          list.workstations.map((each) => [
            each.id,
            each.hostname,
            each.platform,
            each.version,
            each.hardwareKey ? 'TPM' : 'software',
            each.lastSeenAt ?? 'never',
            each.revokedAt === undefined ? 'joined' : 'revoked',
          ]),
        ),
      );
    });

  workstation
    .command('revoke')
    .description('end the access of a workstation')
    .argument('<workstation-id>', 'an id from list')
    .addHelpText(
      'after',
      '\nExample:\n  gatehouse workstation revoke wks_06k9x3v8m2q5w7r1t4y6z8b0cd',
    )
    .action(async (workstationId: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const answer = await client.call('revokeWorkstation', { parameters: { workstationId } });
      output.show(answer, () => `The workstation ${workstationId} is revoked.`);
    });

  addForeignAccountCommands(workstation, open);
}
