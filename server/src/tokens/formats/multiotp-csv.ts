import { ImportError } from '../imported-token.js';
import type { ImportedToken } from '../imported-token.js';
import { mapInParts } from '../in-parts.js';
import { seedOfHex, tokenOf } from '../token-fields.js';
import { readCsvRows } from './csv-rows.js';

/** Any of them, one like the other (`ImportTokensFromCsv` in `multiotp.class.php`). */
const DELIMITERS = [';', ',', '\t'];
const COLUMNS = 6;

/**
 * The list that multiOTP takes, without a header: `serial; manufacturer; hotp|totp; hexadecimal seed; digits; period or
 * counter`, the counter of the next code for `hotp`. It names no hash: SHA-1. multiOTP skips lines with less; here they are
 * refused.
 * @throws ImportError
 */
export async function readMultiotpCsv(text: string): Promise<ImportedToken[]> {
  const rows = await readCsvRows(text, DELIMITERS);
  return mapInParts(rows, ({ where, fields }) => {
    if (fields.length !== COLUMNS) {
      throw new ImportError(
        `${where}: expected serial; manufacturer; algorithm; seed; digits; period or counter`,
      );
    }
    const [serial = '', , method = '', seed = '', digits = '', number = ''] = fields;
    const isCounted = method.toLowerCase() === 'hotp';
    return tokenOf({
      where,
      serial,
      method,
      seed: seedOfHex(where, seed),
      digits,
      ...(isCounted ? { counter: number } : { periodSeconds: number }),
    });
  });
}
