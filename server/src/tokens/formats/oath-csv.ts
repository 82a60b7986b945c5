import { ImportError } from '../imported-token.js';
import type { ImportedToken } from '../imported-token.js';
import { mapInParts } from '../in-parts.js';
import { seedOfHex, tokenOf } from '../token-fields.js';
import { readCsvRows } from './csv-rows.js';

const MAX_COLUMNS = 5;

/**
 * privacyIDEA's "OATH CSV", without a header: `serial, hexadecimal seed, hotp|totp, digits, period`. The last three may
 * be missing: hotp, 6, 30. The format names no hash. As privacyIDEA has it, a seed of 32 hexadecimal digits would mean
 * SHA-256; such a token is refused, because its makers mean SHA-1 as a rule: the own format says which.
 * @throws ImportError
 */
export async function readOathCsv(text: string): Promise<ImportedToken[]> {
  const rows = await readCsvRows(text);
  if (rows.length === 0) throw new ImportError('the file is empty');
  return mapInParts(rows, ({ where, fields }) => {
    if (fields.length < 2 || fields.length > MAX_COLUMNS) {
      throw new ImportError(`${where}: expected serial, secret, type, digits, period`);
    }
    const [serial = '', secret = '', method = 'hotp', digits, periodSeconds] = fields;
    if (secret.length === 32) {
      throw new ImportError(
        `${where}: 16 bytes of secret do not say which hash they are for: use --format csv and name the algorithm`,
      );
    }
    const seed = seedOfHex(where, secret);
    const [length, period] = [digits, periodSeconds].map((cell) =>
      cell === '' ? undefined : cell,
    );
    return tokenOf({ where, serial, method, seed, digits: length, periodSeconds: period });
  });
}
