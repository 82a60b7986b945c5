import type { administration } from '@gatehouse/protocol';
import type { Command } from 'commander';

import { TestFailedError } from '../errors.js';
import { readRequiredSecret } from '../password-input.js';
import type { OpenSession } from '../session.js';
import { formatFacts, formatTable } from '../table.js';

type Rules = administration.UserPasswordRules['effective'];

/** `gatehouse passwords`: the rules for them. */
export function addPasswordCommands(program: Command, open: OpenSession): void {
  const passwords = program
    .command('passwords')
    .description('show the rules for passwords, try one, look at the list of breached ones');

  passwords
    .command('rules')
    .description("show what holds for a user's next password: ours, the directory's, both")
    .argument('<name>', 'NAME, DOMAIN\\NAME or NAME@REALM')
    .addHelpText('after', '\nExample:\n  gatehouse passwords rules alice')
    .action(async (name: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const rules = await client.call('showPasswordRules', { parameters: { name } });
      output.show(rules, () => describeRules(rules));
    });

  passwords
    .command('try')
    .description('try a password against the rules of a user; nothing is changed')
    .argument('<name>', 'NAME, DOMAIN\\NAME or NAME@REALM')
    .option('--language <tag>', 'the language of the hints', 'en')
    .option('--reset', 'as when it was forgotten: no minimum age')
    .addHelpText(
      'after',
      `
The password is asked for, or read from standard input.

Example:
  gatehouse passwords try alice --language de`,
    )
    .action(async (name: string, options: { language: string; reset?: true }, command: Command) => {
      const { client, output, terminal } = await open(command);
      const password = await readRequiredSecret(terminal, 'Password to try: ', 'password');
      const occasion = options.reset === true ? 'reset' : 'change';
      const tried = await client.call('tryPassword', {
        parameters: { name },
        body: { password, occasion, language: options.language },
      });
      output.show(tried, () => describeTrial(tried));
    });

  passwords
    .command('check-list')
    .description('look at the list of breached passwords that the server was given')
    .addHelpText('after', '\nExample:\n  gatehouse passwords check-list')
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const list = await client.call('checkPasswordList');
      output.show(list, () => describeList(list));
      if (list.configured && !list.ok) {
        throw new TestFailedError('The list of breached passwords cannot be used.');
      }
    });

  passwords
    .command('forget')
    .description('forget the earlier passwords of a user')
    .argument('<name>', 'NAME, DOMAIN\\NAME or NAME@REALM; the id of somebody who is gone')
    .addHelpText('after', '\nExample:\n  gatehouse passwords forget alice')
    .action(async (name: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const answer = await client.call('forgetPasswords', { parameters: { name } });
      output.show(answer, () => `${answer.forgotten} earlier passwords of ${name} are forgotten.`);
    });
}

function describeRules(rules: administration.UserPasswordRules): string {
  const columns = [rules.ours, rules.directory, rules.effective];
  const keys = [...new Set(columns.flat().map(keyOf))];
  const rows = keys.map((key) => [key, ...columns.map((column) => valueIn(column, key))]);
  const header = ['RULE', 'OURS', rules.directoryPolicy ?? 'DIRECTORY', 'EFFECTIVE'];
  const policy = formatFacts([
    ['user', rules.name],
    ['policy', rules.policy],
    ['policy of the directory', rules.directoryPolicy ?? "the directory's own"],
  ]);
  return `${policy}\n\n${formatTable(header, rows)}`;
}

function keyOf({ code, text }: Rules[number]): string {
  const name = code.replace(/^password\./, '');
  return text === undefined ? name : `${name}: ${text}`;
}

function valueIn(rules: Rules, key: string): string {
  const rule = rules.find((one) => keyOf(one) === key);
  return rule === undefined ? '-' : (rule.value?.toString() ?? 'yes');
}

function describeTrial({ broken, score, hints }: administration.TriedPassword): string {
  return formatFacts([
    ['rules broken', broken.length === 0 ? 'none' : broken.map(keyOf).join(', ')],
    ['strength', score === undefined ? 'not estimated: try again' : `${score} of 4`],
    ...hints.map((hint): [string, string] => ['hint', hint]),
  ]);
}

function describeList(list: administration.PasswordListCheck): string {
  if (!list.configured) return 'There is no list: GATEHOUSE_BREACHED_LIST_FILE is not set.';
  return formatFacts([
    ['file', list.path],
    ['state', list.ok ? 'in order' : `cannot be used: ${list.fault ?? 'unknown'}`],
    ['bytes', list.bytes?.toString()],
    ['hashes, about', list.hashes?.toString()],
  ]);
}
