import { DOORS, administration } from '@gatehouse/protocol';
import type { Command } from 'commander';
import { Option } from 'commander';

import { UsageError } from '../errors.js';
import { wholeNumber } from '../number-option.js';
import { readPolicyFile } from '../policy-file.js';
import { describeDepartures, describeExplanation, describePreview } from '../policy-text.js';
import type { OpenSession } from '../session.js';

interface PreviewOptions {
  user?: string[];
  group?: string;
  everybody?: true;
  retire?: string[];
  limit: number;
  door: (typeof DOORS)[number];
}

/** `gatehouse policy explain`, `preview` and `departures`. */
export function addPolicyQuestionCommands(policy: Command, open: OpenSession): void {
  const door = () =>
    new Option('--door <door>', 'where the logon comes in').choices(DOORS).default('desktop');

  policy
    .command('explain')
    .description('say for a user which policy gave which setting, and why that policy')
    .argument('<user>', 'NAME, DOMAIN\\NAME or NAME@REALM')
    .addOption(door())
    .option('--setting <name>', 'only this one, such as lockout.strikes')
    .addHelpText(
      'after',
      '\nExamples:\n  gatehouse policy explain alice\n  gatehouse policy explain alice --setting lockout.strikes',
    )
    .action(async (user: string, options: { door: string; setting?: string }, command: Command) => {
      const { client, output } = await open(command);
      const explanation = await client.call('explainPolicy', {
        parameters: { name: user },
        query: { door: options.door, setting: options.setting },
      });
      output.show(explanation, () => describeExplanation(explanation));
    });

  policy
    .command('preview')
    .description('say for whom policy files would change which settings, without applying them')
    .argument('[files...]', 'policy files, as for "policy apply"')
    .option('--user <names...>', 'look at these users')
    .option('--group <name>', 'look at the users of a group, nested ones included')
    .option('--everybody', 'look at all users')
    .option('--retire <names...>', 'as if these policies were retired')
    .addOption(
      new Option('--limit <number>', 'users to look at, of a group or of everybody')
        .argParser(wholeNumber(1, administration.MAX_PREVIEW_USERS))
        .default(100),
    )
    .addOption(door())
    .addHelpText(
      'after',
      '\nExamples:\n  gatehouse policy preview staff.json --user alice bob\n  gatehouse policy preview --retire staff --group Staff',
    )
    .action(async (files: string[], options: PreviewOptions, command: Command) => {
      const whom = [options.user, options.group, options.everybody];
      if (whom.filter((one) => one !== undefined).length !== 1) {
        throw new UsageError(
          'It is not said whom to look at, or more than once.',
          'Give one of --user, --group and --everybody.',
        );
      }
      const policies = [];
      for (const file of files) policies.push(await readPolicyFile(file));
      const { client, output } = await open(command);
      const { user: users, retire = [], ...rest } = options;
      const preview = await client.call('previewPolicies', {
        body: { policies, retire, ...rest, ...(users === undefined ? {} : { users }) },
      });
      output.show(preview, () => describePreview(preview));
    });

  policy
    .command('departures')
    .description('list where a policy departs from the profile nist, and why that matters')
    .argument('<name>')
    .addHelpText('after', '\nExample:\n  gatehouse policy departures staff')
    .action(async (name: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const listed = await client.call('listDepartures', { parameters: { policyName: name } });
      output.show(listed, () => describeDepartures(listed.departures));
    });
}
