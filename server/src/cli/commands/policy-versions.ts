import type { Command } from 'commander';

import { wholeNumber } from '../number-option.js';
import { describeChanges, describeLog } from '../policy-text.js';
import type { OpenSession } from '../session.js';

export interface ChangeOptions {
  comment?: string;
  base?: number;
}

export function queryOf({ comment, base }: ChangeOptions): Record<string, string | undefined> {
  return { comment, base: base === undefined ? undefined : String(base) };
}

const version = wholeNumber(1, 2_147_483_647);

/** `gatehouse policy log`, `diff`, `restore` and `retire`. */
export function addPolicyVersionCommands(policy: Command, open: OpenSession): void {
  policy
    .command('log')
    .description('list the versions of a policy, newest first: when, by whom and why')
    .argument('<name>')
    .addHelpText('after', '\nExample:\n  gatehouse policy log staff')
    .action(async (name: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const log = await client.call('logPolicy', { parameters: { policyName: name } });
      output.show(log, () => describeLog(log));
    });

  policy
    .command('diff')
    .description('compare two versions of a policy')
    .argument('<name>')
    .argument('<from>', 'number of a version', version)
    .argument('<to>', 'number of a version', version)
    .addHelpText('after', '\nExample:\n  gatehouse policy diff staff 2 3')
    .action(async (name: string, from: number, to: number, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const diff = await client.call('diffPolicy', {
        parameters: { policyName: name },
        query: { from: String(from), to: String(to) },
      });
      output.show(diff, () => describeChanges(diff.changes));
    });

  policy
    .command('restore')
    .description('apply an old version again, as a new one; also of a policy that was retired')
    .argument('<name>')
    .argument('<version>', 'number of a version', version)
    .option('--comment <text>', 'why, for the log of versions')
    .option(
      '--base <version>',
      'change nothing where another version holds; 0: where the policy is not retired',
      wholeNumber(0, 2_147_483_647),
    )
    .addHelpText('after', '\nExample:\n  gatehouse policy restore staff 2')
    .action(async (name: string, old: number, options: ChangeOptions, command: Command) => {
      const { client, output } = await open(command);
      const applied = await client.call('restorePolicy', {
        parameters: { policyName: name, version: String(old) },
        body: options,
      });
      output.show(
        applied,
        () => `Version ${old} of ${applied.name} holds again, as version ${applied.version}.`,
      );
    });

  policy
    .command('retire')
    .description('let a policy hold for nobody; its versions are kept')
    .argument('<name>')
    .option('--comment <text>', 'why, for the log of versions')
    .option('--base <version>', 'change nothing where another version holds', version)
    .addHelpText('after', '\nExample:\n  gatehouse policy retire staff --comment "merged"')
    .action(async (name: string, options: ChangeOptions, command: Command) => {
      const { client, output } = await open(command);
      const retired = await client.call('retirePolicy', {
        parameters: { policyName: name },
        query: queryOf(options),
      });
      output.show(retired, () => `The policy ${retired.name} is retired.`);
    });
}
