import type { administration } from '@gatehouse/protocol';
import type { Command } from 'commander';

import { UsageError } from '../errors.js';
import { readPolicyFile } from '../policy-file.js';
import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';

/** `gatehouse policy`: what is asked of whom. */
export function addPolicyCommands(program: Command, open: OpenSession): void {
  const policy = program.command('policy').description('apply and show policies');

  policy
    .command('apply')
    .description('apply a policy file: a new policy, or a new version of one of that name')
    .argument('<file>', 'JSON; docs/policies.md lists every setting and its default')
    .addHelpText(
      'after',
      `
Example:
  gatehouse policy apply staff.json

  with staff.json:
  {
    "name": "staff",
    "assign": { "groups": ["Staff"] },
    "settings": { "lockout": { "strikes": 5 } }
  }`,
    )
    .action(async (file: string, _options: object, command: Command) => {
      const document = await readPolicyFile(file);
      const { client, output } = await open(command);
      const applied = await client.call('applyPolicy', {
        parameters: { policyName: document.name },
        body: document,
      });
      output.show(applied, () => `The policy ${applied.name} is now version ${applied.version}.`);
    });

  policy
    .command('show')
    .description('show one policy as JSON, or list all')
    .argument('[name]')
    .addHelpText('after', '\nExamples:\n  gatehouse policy show\n  gatehouse policy show staff')
    .action(async (name: string | undefined, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const { policies } = await client.call('listPolicies');
      if (name === undefined) {
        output.show({ policies }, () => describePolicies(policies));
        return;
      }
      const found = policies.find(({ document }) => document.name === name);
      if (found === undefined) {
        throw new UsageError(
          `There is no policy ${name}.`,
          'See what there is with "gatehouse policy show".',
        );
      }
      output.show(found, () => JSON.stringify(found.document, undefined, 2));
    });
}

function describePolicies(policies: administration.StoredPolicy[]): string {
  if (policies.length === 0) return 'No policy is applied: the shipped defaults hold for everyone.';
  return formatTable(
    ['NAME', 'VERSION', 'PRIORITY', 'ASSIGNED TO'],
    policies.map(({ version, document }) => [
      document.name,
      String(version),
      String(document.priority),
      [
        ...(document.assign.everyone ? ['everyone'] : []),
        ...document.assign.groups.map((group) => `group ${group}`),
        ...document.assign.users.map((user) => `user ${user}`),
      ].join(', '),
    ]),
  );
}
