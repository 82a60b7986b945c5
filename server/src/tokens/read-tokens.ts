import { readMultiotpCsv } from './formats/multiotp-csv.js';
import { readOathCsv } from './formats/oath-csv.js';
import { readOwnCsv } from './formats/own-csv.js';
import type { FileKey } from './formats/pskc-secrets.js';
import { readPskc } from './formats/pskc.js';
import { ImportError } from './imported-token.js';
import type { ImportedToken } from './imported-token.js';
import { inParts } from './in-parts.js';
import { MAX_FILE_BYTES, MAX_NAMED, MAX_TOKENS } from './limits.js';

export type TokenFormat = 'csv' | 'oath-csv' | 'multiotp-csv' | 'pskc';

/** Tokens of a file, none of them twice. @throws ImportError */
export async function readTokens(
  format: TokenFormat,
  text: string,
  key: FileKey | undefined,
): Promise<ImportedToken[]> {
  if (Buffer.byteLength(text) > MAX_FILE_BYTES)
    throw new ImportError('the file is larger than 16 MiB');
  if (key !== undefined && format !== 'pskc') {
    throw new ImportError('only PSKC files have a key: leave it out');
  }
  const tokens = await parse(format, text, key);
  if (tokens.length === 0) throw new ImportError('the file holds no tokens');
  if (tokens.length > MAX_TOKENS) throw new ImportError(`more than ${MAX_TOKENS} tokens`);
  const places = new Map<string, string>();
  for await (const part of inParts(tokens)) {
    for (const { serial, where } of part) {
      const first = places.get(serial);
      if (first !== undefined)
        throw new ImportError(`${where}: the serial stands in ${first}, too`);
      places.set(serial, where);
    }
  }
  if (tokens.filter(({ user }) => user !== undefined).length > MAX_NAMED) {
    throw new ImportError(`more than ${MAX_NAMED} tokens name a user: split the file`);
  }
  return tokens;
}

function parse(format: TokenFormat, text: string, key: FileKey | undefined) {
  switch (format) {
    case 'csv':
      return readOwnCsv(text);
    case 'oath-csv':
      return readOathCsv(text);
    case 'multiotp-csv':
      return readMultiotpCsv(text);
    case 'pskc':
      return readPskc(text, key);
  }
}
