import type { Permission, Role, administration } from '@gatehouse/protocol';
import type { Command } from 'commander';

import {
  ROLE_HELP,
  addScopeOptions,
  formatScope,
  permissions,
  roles,
  scopeOf,
} from '../scope-options.js';
import type { ScopeOptions } from '../scope-options.js';
import { writeSecretFile } from '../secret-file.js';
import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';
import { TIME_HELP, moment } from '../time-option.js';

interface CreateOptions extends ScopeOptions {
  role?: Role[];
  permission?: Permission[];
  expires?: string;
  person?: string;
  out?: string;
}

/** `gatehouse admin key`, and the same commands by their older names: `create-key`, `list-keys`, `revoke-key`. */
export function addKeyCommands(admin: Command, open: OpenSession): void {
  const key = admin.command('key').description('API keys: who may do what to whom');
  addCreate(key.command('create'), 'gatehouse admin key create', open);
  addList(key.command('list'), 'gatehouse admin key list', open);
  addRevoke(key.command('revoke'), 'gatehouse admin key revoke', open);
  addCreate(admin.command('create-key'), 'gatehouse admin create-key', open);
  addList(admin.command('list-keys'), 'gatehouse admin list-keys', open);
  addRevoke(admin.command('revoke-key'), 'gatehouse admin revoke-key', open);
}

function addCreate(command: Command, name: string, open: OpenSession): void {
  addScopeOptions(
    command
      .description('create an API key; it is shown this once')
      .argument('<label>', 'what the key is called in lists')
      .option('--role <role>', 'what it may do; may be repeated', roles)
      .option('--permission <permission>', 'one thing more; may be repeated', permissions),
  )
    .option('--expires <time>', 'when it stops working', moment)
    .option('--person <user>', 'whose key it is: they cannot approve what they ask for with it')
    .option('--out <file>', 'write the key to a new file (mode 0600) instead of showing it')
    .addHelpText(
      'after',
      `
${ROLE_HELP} Without --role and --permission the key is an administrator's.
Nobody makes a key that may do more, reaches further or lasts longer than their own.
${TIME_HELP}

Examples:
  ${name} "help desk" --role help-desk --scope-ou OU=Sales,DC=corp,DC=test --person carol --out help-desk.key
  ${name} prometheus --role monitoring --out metrics.key
  ${name} ci --permission policies.manage --expires 2027-03-01 --out ci.key`,
    )
    .action(async (label: string, options: CreateOptions, command: Command) => {
      const { client, output } = await open(command);
      const { role, permission, expires, person, out } = options;
      const scope = scopeOf(options);
      const issued = await client.call('createApiKey', {
        body: {
          label,
          ...(role === undefined ? {} : { roles: role }),
          ...(permission === undefined ? {} : { permissions: permission }),
          ...(scope === undefined ? {} : { scope }),
          ...(expires === undefined ? {} : { expiresAt: expires }),
          ...(person === undefined ? {} : { person }),
        },
      });
      if (out === undefined) {
        output.show(issued, () => `${issued.id}\n${issued.secret}`);
        return;
      }
      await writeSecretFile(out, issued.secret);
      output.show(
        { id: issued.id, label: issued.label, file: out },
        () => `The key ${issued.id} is in ${out}.`,
      );
    });
}

function addList(command: Command, name: string, open: OpenSession): void {
  command
    .description('list the API keys')
    .addHelpText('after', `\nExample:\n  ${name} --json`)
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const list = await client.call('listApiKeys');
      output.show(list, () =>
        formatTable(
          ['ID', 'CREATED', 'LAST USED', 'EXPIRES', 'STATE', 'MAY', 'REACHES', 'PERSON', 'LABEL'],
          list.keys.map((key) => [
            key.id,
            key.createdAt,
            key.lastUsedAt ?? 'never',
            key.expiresAt ?? 'never',
            stateOf(key),
            [...key.roles, ...key.permissions].join(' '),
            formatScope(key.scope),
            key.person?.name ?? '-',
            key.label,
          ]),
        ),
      );
    });
}

function addRevoke(command: Command, name: string, open: OpenSession): void {
  command
    .description('revoke an API key')
    .argument('<key-id>', 'an id from the list')
    .addHelpText('after', `\nExample:\n  ${name} key_06k9x3v8m2q5w7r1t4y6z8b0cd`)
    .action(async (keyId: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const answer = await client.call('revokeApiKey', { parameters: { keyId } });
      output.show(answer, () => `The key ${keyId} is revoked.`);
    });
}

function stateOf({ revokedAt, expiresAt }: administration.ApiKey): string {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'valid';
}
