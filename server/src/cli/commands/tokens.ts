import { Option } from 'commander';
import type { Command } from 'commander';

import { readPrivateFile } from '../private-file.js';
import type { OpenSession } from '../session.js';
import { formatTable } from '../table.js';

const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_KEY_BYTES = 4096;

interface ImportOptions {
  format: 'csv' | 'oath-csv' | 'multiotp-csv' | 'pskc';
  pskcKeyFile?: string;
  passphraseFile?: string;
  dryRun?: true;
}

/** `gatehouse tokens`: hardware tokens that were bought, or come from another product. */
export function addTokenCommands(program: Command, open: OpenSession): void {
  const tokens = program.command('tokens').description('import tokens and give them to people');
  addImport(tokens, open);

  tokens
    .command('list')
    .description('list tokens by serial, and who has them')
    .option('--after <serial>', 'go on after this serial')
    .option('--limit <number>', 'how many at most')
    .addHelpText('after', '\nExample:\n  gatehouse tokens list --limit 500')
    .action(async (query: { after?: string; limit?: string }, command: Command) => {
      const { client, output } = await open(command);
      const list = await client.call('listTokens', { query: { ...query } });
      output.show(list, () => {
        const rows = list.tokens.map(({ serial, method, algorithm, digits, principalId }) => [
          serial,
          method,
          algorithm,
          String(digits),
          principalId ?? '-',
        ]);
        const table = formatTable(['serial', 'type', 'algorithm', 'digits', 'principal'], rows);
        return list.next === undefined ? table : `${table}\nmore: --after ${list.next}`;
      });
    });

  tokens
    .command('assign')
    .description('give a token to a user: from now on it is a factor')
    .argument('<serial>', 'from "tokens list"')
    .argument('<user>', 'NAME, DOMAIN\\NAME or NAME@REALM')
    .addHelpText('after', '\nExample:\n  gatehouse tokens assign 987654321 alice')
    .action(async (serial: string, user: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const answer = await client.call('assignToken', { parameters: { serial }, body: { user } });
      output.show(answer, () => `The token ${serial} is a factor of ${user}.`);
    });

  tokens
    .command('unassign')
    .description('take a token from whoever has it; its counter is kept')
    .argument('<serial>', 'from "tokens list"')
    .addHelpText('after', '\nExample:\n  gatehouse tokens unassign 987654321')
    .action(async (serial: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const answer = await client.call('unassignToken', { parameters: { serial } });
      output.show(answer, () => `Nobody has the token ${serial}.`);
    });

  tokens
    .command('remove')
    .description('forget a token that nobody has: lost, or broken')
    .argument('<serial>', 'from "tokens list"')
    .addHelpText('after', '\nExample:\n  gatehouse tokens remove 987654321')
    .action(async (serial: string, _options: object, command: Command) => {
      const { client, output } = await open(command);
      const answer = await client.call('removeToken', { parameters: { serial } });
      output.show(answer, () => `The token ${serial} is forgotten.`);
    });
}

function addImport(tokens: Command, open: OpenSession): void {
  tokens
    .command('import')
    .description('import the tokens of a file: all of them or none')
    .argument('<file>', 'a file with mode 600: it holds the secrets of the tokens')
    .addOption(
      new Option('--format <format>', 'what the file is')
        .choices(['csv', 'oath-csv', 'multiotp-csv', 'pskc'])
        .makeOptionMandatory(),
    )
    .option('--pskc-key-file <file>', 'pre-shared key of a PSKC file: 32 hexadecimal digits')
    .option('--passphrase-file <file>', 'passphrase of a PSKC file')
    .option('--dry-run', 'only say what would be imported')
    .addHelpText(
      'after',
      `
Formats:
  csv           a header, then a token a line. Columns: serial, type (totp or hotp), secret_hex or
                secret_base32, and if wanted user, digits (6), period (30), counter (0), algorithm (sha1)
  oath-csv      privacyIDEA's: serial, hexadecimal secret, type, digits, period; no header
  multiotp-csv  multiOTP's: serial, manufacturer, type, hexadecimal secret, digits, period or counter;
                with ; between them, no header
  pskc          RFC 6030, plain, or encrypted with AES-128-CBC; also from privacyIDEA and multiOTP

Delete the file afterwards: whoever reads it can make the codes of every token in it.

Examples:
  gatehouse tokens import tokens.csv --format csv --dry-run
  gatehouse tokens import tokens.xml --format pskc --pskc-key-file key.hex`,
    )
    .action(async (file: string, options: ImportOptions, command: Command) => {
      const content = await readPrivateFile(file, MAX_FILE_BYTES);
      const { format, pskcKeyFile, passphraseFile, dryRun = false } = options;
      const keyHex = pskcKeyFile && (await readPrivateFile(pskcKeyFile, MAX_KEY_BYTES)).trim();
      const passphrase =
        passphraseFile &&
        (await readPrivateFile(passphraseFile, MAX_KEY_BYTES)).replace(/\r?\n$/, '');
      const { client, output } = await open(command);
      const imported = await client.call('importTokens', {
        body: {
          format,
          content,
          dryRun,
          ...(keyHex === undefined ? {} : { keyHex }),
          ...(passphrase === undefined ? {} : { passphrase }),
        },
      });
      output.show(imported, () => {
        const counts = `${imported.imported} tokens, ${imported.assigned} of them for a user`;
        return dryRun
          ? `Would be imported: ${counts}.`
          : `Imported: ${counts}. Delete ${file} now: it holds their secrets.`;
      });
    });
}
