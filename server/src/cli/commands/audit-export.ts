import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

import { MAX_EVENTS } from '../audit-reader.js';
import { UsageError } from '../errors.js';
import { ExportFile, readCursorFile, writeCursorFile } from '../export-file.js';
import type { OpenSession, Session } from '../session.js';

interface ExportOptions {
  format: string;
  output?: string;
  cursorFile?: string;
  after?: string;
}

/** `gatehouse audit export`. */
export function addAuditExport(audit: Command, open: OpenSession): void {
  audit
    .command('export')
    .description('write audit events as lines, in the order in which they were written')
    .addOption(
      new Option('--format <format>', 'JSON, RFC 5424 or CEF (ArcSight)')
        .choices(['json', 'syslog', 'cef'])
        .default('json'),
    )
    .option('--output <file>', 'add to this file (default: standard output)')
    .option('--cursor-file <file>', 'go on from what this file says, and keep it up to date')
    .option('--after <cursor>', 'go on after this cursor', cursor)
    .addHelpText(
      'after',
      `
With --cursor-file, run it as often as you like: every event is written at least once. Lines are on the disk before the
cursor moves; what was interrupted is written again. Without it the cursor is printed to standard error at the end.

Examples:
  gatehouse audit export > events.jsonl
  gatehouse audit export --format cef --output audit.cef --cursor-file audit.cursor`,
    )
    .action(async (options: ExportOptions, command: Command) => {
      if (options.after !== undefined && options.cursorFile !== undefined) {
        throw new UsageError('Give --after or --cursor-file, not both.');
      }
      await exportAll(await open(command), options);
    });
}

async function exportAll(
  { client, terminal }: Session,
  { format, output, cursorFile, after }: ExportOptions,
): Promise<void> {
  const stored = cursorFile === undefined ? undefined : await readCursorFile(cursorFile);
  let at = stored ?? after ?? '0';
  await using file = output === undefined ? undefined : await ExportFile.open(output);
  for (;;) {
    const { lines, cursor: next } = await client.call('exportAuditEvents', {
      query: { format, after: at, limit: String(MAX_EVENTS) },
    });
    if (lines.length === 0) break;
    if (file === undefined) for (const line of lines) terminal.print(line);
    else await file.add(lines);
    at = next;
    if (cursorFile !== undefined) await writeCursorFile(cursorFile, at);
  }
  if (cursorFile === undefined) terminal.printError(`Cursor: ${at}`);
}

function cursor(text: string): string {
  if (!/^\d{1,18}$/.test(text)) throw new InvalidArgumentError('Expected the cursor of an export.');
  return text;
}
