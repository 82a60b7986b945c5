import { setImmediate } from 'node:timers/promises';

import { CsvError, parse } from 'csv-parse';

import { ImportError } from '../imported-token.js';
import { CHUNK_LENGTH, MAX_FIELD_LENGTH, MAX_TOKENS } from '../limits.js';

/** A row that is no comment and not empty. */
export interface CsvRow {
  where: string;
  fields: string[];
}

/** Cells of a row, all together. */
const MAX_ROW_LENGTH = 8 * MAX_FIELD_LENGTH;

/**
 * Rows of a CSV file (RFC 4180). Lines that begin with `#` are comments.
 * @throws ImportError that names the line
 */
export async function readCsvRows(
  text: string,
  delimiters: readonly string[] = [','],
): Promise<CsvRow[]> {
  if (text.includes('\0')) throw new ImportError('the file holds NUL characters: it is no text');
  const parser = parse({
    delimiter: [...delimiters],
    bom: true,
    trim: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_LENGTH,
  });
  const feeding = feed(parser, text);
  const rows: CsvRow[] = [];
  try {
    for await (const { info, record } of parser as AsyncIterable<{
      info: { lines: number };
      record: string[];
    }>) {
      if (record[0]?.startsWith('#') === true) continue;
      // One more for the header.
      if (rows.length > MAX_TOKENS) throw new ImportError(`more than ${MAX_TOKENS} tokens`);
      rows.push({ where: `line ${info.lines}`, fields: record });
    }
    await feeding;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its own text quotes the line.
    const line = String((error as { lines?: number }).lines ?? '?');
    throw new ImportError(`line ${line}: not CSV (${error.code})`);
  } finally {
    parser.destroy();
  }
  return rows;
}

async function feed(parser: ReturnType<typeof parse>, text: string): Promise<void> {
  for (let at = 0; at < text.length && !parser.destroyed; at += CHUNK_LENGTH) {
    parser.write(text.slice(at, at + CHUNK_LENGTH));
    await setImmediate();
  }
  if (!parser.destroyed) parser.end();
}
