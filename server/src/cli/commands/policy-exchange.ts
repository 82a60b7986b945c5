import type { Command } from 'commander';

import { readPolicyExport } from '../policy-file.js';
import { describeImport } from '../policy-text.js';
import type { OpenSession } from '../session.js';

interface ImportOptions {
  dryRun?: true;
  retireOthers?: true;
  comment?: string;
  base?: string;
}

/** `gatehouse policy export` and `import`. */
export function addPolicyExchangeCommands(policy: Command, open: OpenSession): void {
  policy
    .command('export')
    .description('print all policies as one JSON document, for "policy import"')
    .addHelpText('after', '\nExample:\n  gatehouse policy export > policies.json')
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const exported = await client.call('exportPolicies');
      output.show(exported, () => JSON.stringify(exported, undefined, 2));
    });

  policy
    .command('import')
    .description('make policies as an export says, all or none, and show what changes')
    .argument('<file>', 'what "policy export" wrote')
    .option('--dry-run', 'only show what would change')
    .option('--retire-others', 'retire policies that the file does not have')
    .option('--comment <text>', 'why, for the log of versions')
    .option(
      '--base <revision>',
      'what a dry run told: change nothing where a policy was changed since',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  gatehouse policy import policies.json --dry-run\n  gatehouse policy import policies.json --comment "from the test system"',
    )
    .action(async (file: string, options: ImportOptions, command: Command) => {
      const exported = await readPolicyExport(file);
      const { client, output } = await open(command);
      const { dryRun = false, retireOthers = false, comment, base } = options;
      const imported = await client.call('importPolicies', {
        body: {
          export: exported,
          dryRun,
          retireOthers,
          ...(comment === undefined ? {} : { comment }),
          ...(base === undefined ? {} : { base }),
        },
      });
      output.show(imported, () => describeImport(imported));
    });
}
