import type { Command } from 'commander';

import { UsageError } from '../errors.js';
import { readPolicyFile } from '../policy-file.js';
import { describeCheck, describeSettingList } from '../policy-text.js';
import type { OpenSession } from '../session.js';

/** `gatehouse policy settings` and `check`. */
export function addPolicySettingCommands(policy: Command, open: OpenSession): void {
  policy
    .command('settings')
    .description(
      'list the settings that a policy may have: what each does, may be and is by default',
    )
    .argument('[setting]', 'only this one, or those that begin with it')
    .addHelpText(
      'after',
      '\nExamples:\n  gatehouse policy settings\n  gatehouse policy settings lockout',
    )
    .action(async (wanted: string | undefined, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const { settings } = await client.call('listPolicySettings');
      const found = settings.filter(
        ({ setting }) => wanted === undefined || `${setting}.`.startsWith(`${wanted}.`),
      );
      if (found.length === 0) {
        throw new UsageError(
          `There is no setting ${wanted ?? ''}.`,
          'See all of them with "gatehouse policy settings".',
        );
      }
      output.show({ settings: found }, () => describeSettingList(found));
    });

  policy
    .command('check')
    .description('say whether a policy file could be applied, and what it would come to')
    .argument('<file>', 'as for "policy apply"')
    .addHelpText('after', '\nExample:\n  gatehouse policy check staff.json')
    .action(async (file: string, _options: object, command: Command) => {
      const document = await readPolicyFile(file);
      const { client, output } = await open(command);
      const check = await client.call('checkPolicy', { body: document });
      output.show(check, () => describeCheck(check));
    });
}
