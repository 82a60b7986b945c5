import { ImportError } from '../imported-token.js';
import type { ImportedToken } from '../imported-token.js';
import { mapInParts } from '../in-parts.js';
import { seedOfBase32, seedOfHex, tokenOf } from '../token-fields.js';
import { readCsvRows } from './csv-rows.js';

const COLUMNS = [
  'serial',
  'user',
  'type',
  'secret_hex',
  'secret_base32',
  'digits',
  'period',
  'counter',
  'algorithm',
] as const;
type Column = (typeof COLUMNS)[number];

/** Without these there is no token. */
const REQUIRED: readonly Column[] = ['serial', 'type'];

/**
 * This product's own file: a header with the names of columns, in any order, then a token a line. Cells that are empty
 * and columns that are not there have their defaults: 6 digits, 30 s, counter 0, SHA-1.
 * @throws ImportError
 */
export async function readOwnCsv(text: string): Promise<ImportedToken[]> {
  const [header, ...rows] = await readCsvRows(text);
  if (header === undefined) throw new ImportError('the file is empty');
  const columns = header.fields.map((name) => name.toLowerCase());
  const unknown = columns.findIndex((name) => !COLUMNS.includes(name as Column));
  if (unknown !== -1) {
    throw new ImportError(
      `${header.where}: column ${unknown + 1} is none of ${COLUMNS.join(', ')}`,
    );
  }
  if (new Set(columns).size < columns.length || !REQUIRED.every((name) => columns.includes(name))) {
    throw new ImportError(
      `${header.where}: the header must name serial and type, and no column twice`,
    );
  }
  return mapInParts(rows, ({ where, fields }) => {
    if (fields.length !== columns.length) {
      throw new ImportError(`${where}: not as many cells as the header has`);
    }
    const cell = (name: Column) => fields[columns.indexOf(name)] ?? '';
    const optional = (name: Column) => cell(name) || undefined;
    return tokenOf({
      where,
      serial: cell('serial'),
      user: optional('user'),
      method: cell('type'),
      seed: seedOf(where, cell('secret_hex'), cell('secret_base32')),
      algorithm: optional('algorithm'),
      digits: optional('digits'),
      periodSeconds: optional('period'),
      counter: optional('counter'),
    });
  });
}

function seedOf(where: string, hex: string, base32: string): Uint8Array {
  if ((hex === '') === (base32 === '')) {
    throw new ImportError(`${where}: one of secret_hex and secret_base32 must be there`);
  }
  return hex === '' ? seedOfBase32(where, base32) : seedOfHex(where, hex);
}
