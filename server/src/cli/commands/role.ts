import type { Role, administration } from '@gatehouse/protocol';
import { Argument } from 'commander';
import type { Command } from 'commander';

import { UsageError } from '../errors.js';
import { ROLE_HELP, addScopeOptions, formatScope, role, scopeOf } from '../scope-options.js';
import type { ScopeOptions } from '../scope-options.js';
import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';

interface AssignOptions extends ScopeOptions {
  user?: string;
  group?: string;
  groupRealm?: string;
}

/** `gatehouse role`: which people work on others. */
export function addRoleCommands(program: Command, open: OpenSession): void {
  const roles = program.command('role').description('give roles to people and groups');

  addScopeOptions(
    roles
      .command('assign')
      .description('give a role to a user, or to whoever is in a group, nested or not')
      .addArgument(new Argument('<role>', 'what they may do').argParser(role))
      .option('--user <user>', 'NAME, DOMAIN\\NAME or NAME@REALM')
      .option('--group <group>', 'SID or name of a group; a SID survives a new name')
      .option('--group-realm <realm>', 'the realm of the group'),
  )
    .addHelpText(
      'after',
      `
${ROLE_HELP}

Examples:
  gatehouse role assign help-desk --user carol --scope-ou OU=Sales,DC=corp,DC=test
  gatehouse role assign auditor --group "Internal Audit" --group-realm corp.test`,
    )
    .action(async (given: Role, options: AssignOptions, command: Command) => {
      const { client, output } = await open(command);
      const scope = scopeOf(options);
      const assigned = await client.call('assignRole', {
        body: {
          subject: subjectOf(options),
          role: given,
          ...(scope === undefined ? {} : { scope }),
        },
      });
      output.show(assigned, () => `${assigned.id}: ${nameOf(assigned)} is ${given} now.`);
    });

  roles
    .command('list')
    .description('list who has which role')
    .addHelpText('after', '\nExample:\n  gatehouse role list --json')
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const list = await client.call('listRoles');
      output.show(list, () =>
        formatTable(
          ['ID', 'ROLE', 'WHO', 'REACHES', 'SINCE', 'GIVEN BY'],
          list.assignments.map((one) => [
            one.id,
            one.role ?? 'unknown',
            nameOf(one),
            formatScope(one.scope),
            one.assignedAt,
            one.assignedBy,
          ]),
        ),
      );
    });

  roles
    .command('remove')
    .description('take a role away')
    .argument('<assignment-id>', 'an id from "role list"')
    .addHelpText('after', '\nExample:\n  gatehouse role remove rol_06k9x3v8m2q5w7r1t4y6z8b0cd')
    .action(async (assignmentId: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const answer = await client.call('removeRole', { parameters: { assignmentId } });
      output.show(answer, () => `The role ${assignmentId} is taken away.`);
    });
}

function subjectOf({ user, group, groupRealm }: AssignOptions) {
  if (user !== undefined && group === undefined) return { kind: 'user' as const, name: user };
  if (user === undefined && group !== undefined && groupRealm !== undefined) {
    return { kind: 'group' as const, group, realm: groupRealm };
  }
  throw new UsageError(
    'It is not clear who gets the role.',
    'Give --user, or --group together with --group-realm.',
  );
}

function nameOf({ subject }: administration.RoleAssignment): string {
  if (subject.kind === 'user') return subject.name;
  return `group ${subject.group} of ${subject.realm}`;
}
