import { administration } from '@gatehouse/protocol';
import { Argument, InvalidArgumentError } from 'commander';
import type { Command } from 'commander';

import { UsageError } from '../errors.js';
import { wholeNumber } from '../number-option.js';
import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';
import { formatWording, readWordingFile } from '../wording-file.js';

type Language = administration.MessageLanguage;
type Key = administration.MessageKey;

const LANGUAGES = administration.MessageLanguage.options;
const BASE = [
  '--base <version>',
  'change nothing where another version holds; what holds now when left out',
] as const;

/** `gatehouse message`: what mails and pages say. */
export function addMessageCommands(program: Command, open: OpenSession): void {
  const message = program
    .command('message')
    .description('change what mails and pages say, and the languages that are offered');

  message
    .command('list')
    .description('list the messages, and in which languages they were changed')
    .addHelpText('after', '\nExample:\n  gatehouse message list --json')
    .action(async (_options: object, command: Command) => {
      const { client, output } = await open(command);
      const list = await client.call('listMessages');
      output.show(list, () => describe(list));
    });

  message
    .command('show')
    .description('show a message as "message set" takes it')
    .addArgument(keyArgument())
    .addArgument(languageArgument())
    .addHelpText('after', '\nExample:\n  gatehouse message show code de > code-de.txt')
    .action(async (key: Key, language: Language, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const text = textOf(await client.call('listMessages'), key, language);
      output.show(text, () => formatWording(text));
    });

  message
    .command('set')
    .description('write a message anew, in one language')
    .addArgument(keyArgument())
    .addArgument(languageArgument())
    .argument('<file>', 'text: "Subject: ..." in the first line of a mail, then its body')
    .option(...BASE, version)
    .addHelpText(
      'after',
      `
Example:
  gatehouse message set code en code-en.txt

  with code-en.txt:
  Subject: Your passcode

  Hello {{name}},

  {{code}} is your passcode for {{minutes}} minutes.

Which {{placeholders}} a message has is in "gatehouse message list".`,
    )
    .action(
      async (
        key: Key,
        language: Language,
        file: string,
        options: { base?: number },
        command: Command,
      ) => {
        const wording = await readWordingFile(file);
        const { client, output } = await open(command);
        const base =
          options.base ?? textOf(await client.call('listMessages'), key, language).version;
        const changed = await client.call('setMessage', {
          parameters: { messageKey: key, messageLanguage: language },
          body: { ...wording, base },
        });
        output.show(changed, () => `The message ${key} (${language}) is changed.`);
      },
    );

  message
    .command('reset')
    .description('go back to the message that comes with the program')
    .addArgument(keyArgument())
    .addArgument(languageArgument())
    .option(...BASE, version)
    .addHelpText('after', '\nExample:\n  gatehouse message reset code de')
    .action(async (key: Key, language: Language, options: { base?: number }, command: Command) => {
      const { client, output } = await open(command);
      const base = options.base ?? textOf(await client.call('listMessages'), key, language).version;
      const changed = await client.call('resetMessage', {
        parameters: { messageKey: key, messageLanguage: language },
        query: { base: String(base) },
      });
      output.show(changed, () => `The message ${key} (${language}) is the one of the program.`);
    });

  message
    .command('languages')
    .description('say which languages are offered, and which is the default')
    .addArgument(languageArgument('<default>', 'for whoever asks for none of the offered ones'))
    .argument('<offered...>', `all that are offered, of: ${LANGUAGES.join(', ')}`, addLanguage)
    .option(...BASE, version)
    .addHelpText('after', '\nExample:\n  gatehouse message languages de de en')
    .action(
      async (
        fallback: Language,
        offered: Language[],
        options: { base?: number },
        command: Command,
      ) => {
        const { client, output } = await open(command);
        const base = options.base ?? (await client.call('listMessages')).languages.version;
        const changed = await client.call('setLanguages', {
          body: { offered, default: fallback, base },
        });
        output.show(changed, () => `Offered: ${offered.join(', ')}; else ${fallback}.`);
      },
    );
}

const version = wholeNumber(0, 2_147_483_647);

function keyArgument(): Argument {
  return new Argument('<message>', 'see "gatehouse message list"').choices(
    administration.MessageKey.options,
  );
}

function languageArgument(name = '<language>', description = 'of the message'): Argument {
  return new Argument(name, description).choices(LANGUAGES);
}

function addLanguage(text: string, before: Language[] = []): Language[] {
  const { data } = administration.MessageLanguage.safeParse(text);
  if (data === undefined) throw new InvalidArgumentError(`One of ${LANGUAGES.join(', ')}.`);
  return [...before, data];
}

function textOf(
  { messages }: administration.MessageList,
  key: Key,
  language: Language,
): administration.MessageText {
  const text = messages
    .find((message) => message.key === key)
    ?.texts.find((each) => each.language === language);
  if (text === undefined) {
    throw new UsageError(
      `The server has no message ${key} in ${language}.`,
      'It may be older than this program: see "gatehouse message list".',
    );
  }
  return text;
}

function describe({ messages, languages }: administration.MessageList): string {
  const rows = messages.map(({ key, kind, mandatory, optional, texts }) => [
    key,
    kind,
    texts
      .filter(({ shipped }) => !shipped)
      .map((text) => `${text.language} (${text.version})`)
      .join(' '),
    [...mandatory.map((name) => `{{${name}}}`), ...optional.map((name) => `[{{${name}}}]`)].join(
      ' ',
    ),
  ]);
  return [
    formatTable(['MESSAGE', 'KIND', 'CHANGED IN (VERSION)', 'PLACEHOLDERS'], rows),
    `Languages: ${languages.offered.join(', ')}; else ${languages.default}.`,
  ].join('\n');
}
