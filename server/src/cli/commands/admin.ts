import type { Command } from 'commander';

import { defaultAccessFile, writeAccessFile } from '../access-file.js';
import { ApiClient } from '../api-client.js';
import { Output } from '../output.js';
import { readRequiredSecret } from '../password-input.js';
import { openPublicAccess } from '../server-access.js';
import type { GlobalOptions } from '../server-access.js';
import type { OpenSession, Surroundings } from '../session.js';
import { addKeyCommands } from './admin-key.js';

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

  addKeyCommands(admin, open);
}
