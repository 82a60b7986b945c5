import type { Command } from 'commander';

import { UsageError } from '../errors.js';
import { wholeNumber } from '../number-option.js';
import { readPolicyFile } from '../policy-file.js';
import { describePolicies, describeShown } from '../policy-text.js';
import type { OpenSession } from '../session.js';
import { addPolicyExchangeCommands } from './policy-exchange.js';
import { addPolicyQuestionCommands } from './policy-questions.js';
import { addPolicySettingCommands } from './policy-settings.js';
import { addPolicyVersionCommands, queryOf } from './policy-versions.js';
import type { ChangeOptions } from './policy-versions.js';

/** `gatehouse policy`: what is asked of whom. */
export function addPolicyCommands(program: Command, open: OpenSession): void {
  const policy = program
    .command('policy')
    .description('apply, show, compare and explain policies, and take versions back');

  policy
    .command('apply')
    .description('apply a policy file: a new policy, or a new version of one of that name')
    .argument('<file>', 'JSON; docs/policies.md lists every setting and its default')
    .option('--comment <text>', 'why, for the log of versions')
    .option(
      '--base <version>',
      'change nothing where another version holds; 0: where there is such a policy',
      wholeNumber(0, 2_147_483_647),
    )
    .addHelpText(
      'after',
      `
Example:
  gatehouse policy apply staff.json --comment "five strikes for staff"

  with staff.json:
  {
    "name": "staff",
    "profile": "nist",
    "assign": { "groups": ["Staff"], "ous": ["OU=Staff,DC=corp,DC=test"] },
    "settings": { "lockout": { "strikes": 5 } }
  }

See for whom something would change with "gatehouse policy preview".`,
    )
    .action(async (file: string, options: ChangeOptions, command: Command) => {
      const document = await readPolicyFile(file);
      const { client, output } = await open(command);
      const applied = await client.call('applyPolicy', {
        parameters: { policyName: document.name },
        query: queryOf(options),
        body: document,
      });
      output.show(applied, () => `The policy ${applied.name} is now version ${applied.version}.`);
    });

  policy
    .command('show')
    .description('show one policy as JSON, or list all')
    .argument('[name]')
    .option('--version <number>', 'an earlier version', wholeNumber(1, 2_147_483_647))
    .addHelpText(
      'after',
      '\nExamples:\n  gatehouse policy show\n  gatehouse policy show staff\n  gatehouse policy show staff --version 2',
    )
    .action(async (name: string | undefined, options: { version?: number }, command: Command) => {
      const { client, output } = await open(command);
      if (name !== undefined && options.version !== undefined) {
        const shown = await client.call('showPolicy', {
          parameters: { policyName: name, version: String(options.version) },
        });
        output.show(shown, () => describeShown(shown));
        return;
      }
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

  addPolicyVersionCommands(policy, open);
  addPolicyQuestionCommands(policy, open);
  addPolicySettingCommands(policy, open);
  addPolicyExchangeCommands(policy, open);
}
