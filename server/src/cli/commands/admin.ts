import type { Command } from 'commander';

import { defaultAccessFile, writeAccessFile } from '../access-file.js';
import { ApiClient } from '../api-client.js';
import { Output } from '../output.js';
import { readRequiredSecret } from '../password-input.js';
import { writeSecretFile } from '../secret-file.js';
import { openPublicAccess } from '../server-access.js';
import type { GlobalOptions } from '../server-access.js';
import type { OpenSession, Surroundings } from '../session.js';
import { formatTable } from '../table.js';

/** `gatehouse admin`: who may administer. */
export function addAdminCommands(
  program: Command,
  open: OpenSession,
  surroundings: Surroundings,
): void {
  const admin = program.command('admin').description('become administrator, manage API keys');

  admin
    .command('claim')
    .description(
      'exchange the one-time code of the first run for an API key, and keep it in a file',
    )
    .option('--label <text>', 'what the key is called in lists', 'first administrator')
    .addHelpText(
      'after',
      `
The code is asked for, or read from standard input. The key is written to --key-file (mode 0600)
together with the URL and the authority of the server, so that later commands need no options.

Example:
  gatehouse admin claim --url https://gatehouse.corp.test:8443 --ca-file tls-authority.pem`,
    )
    .action(async (options: { label: string }, command: Command) => {
      const { terminal, environment } = surroundings;
      const globals = command.optsWithGlobals<GlobalOptions>();
      const access = await openPublicAccess(globals, environment);
      const code = await readRequiredSecret(terminal, 'One-time code: ', 'code');
      const issued = await new ApiClient(access.transport).call('bootstrap', {
        body: { code: code.trim(), label: options.label },
      });
      const keyFile = globals.keyFile ?? defaultAccessFile(environment);
      await writeAccessFile(keyFile, {
        key: issued.secret,
        ...(access.url === undefined ? {} : { url: access.url }),
        ...(access.authority === undefined ? {} : { authority: access.authority }),
      });
      new Output(terminal, globals.json === true).show(
        { id: issued.id, label: issued.label, keyFile },
        () => `You are administrator. The key ${issued.id} is in ${keyFile}.`,
      );
    });

  admin
    .command('create-key')
    .description('create an API key; it is shown this once')
    .argument('<label>', 'what the key is called in lists')
    .option('--out <file>', 'write the key to a new file (mode 0600) instead of showing it')
    .addHelpText(
      'after',
      '\nExample:\n  gatehouse admin create-key "help desk" --out help-desk.key',
    )
    .action(async (label: string, options: { out?: string }, command: Command) => {
      const { client, output } = await open(command);
      const issued = await client.call('createApiKey', { body: { label } });
      if (options.out === undefined) {
        output.show(issued, () => `${issued.id}\n${issued.secret}`);
        return;
      }
      await writeSecretFile(options.out, issued.secret);
      output.show(
        { id: issued.id, label: issued.label, file: options.out },
        () => `The key ${issued.id} is in ${options.out ?? ''}.`,
      );
    });

  admin
    .command('list-keys')
    .description('list the API keys')
    .addHelpText('after', '\nExample:\n  gatehouse admin list-keys --json')
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const list = await client.call('listApiKeys');
      output.show(list, () =>
        formatTable(
          ['ID', 'CREATED', 'LAST USED', 'STATE', 'LABEL'],
          list.keys.map((key) => [
            key.id,
            key.createdAt,
            key.lastUsedAt ?? 'never',
            key.revokedAt === undefined ? 'valid' : 'revoked',
            key.label,
          ]),
        ),
      );
    });

  admin
    .command('revoke-key')
    .description('revoke an API key')
    .argument('<key-id>', 'an id from list-keys')
    .addHelpText('after', '\nExample:\n  gatehouse admin revoke-key key_06k9x3v8m2q5w7r1t4y6z8b0cd')
    .action(async (keyId: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const answer = await client.call('revokeApiKey', { parameters: { keyId } });
      output.show(answer, () => `The key ${keyId} is revoked.`);
    });
}
