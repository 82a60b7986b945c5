import { ScureBase32Plugin } from 'otplib';

import { CODE_ALGORITHMS, SEED_LENGTH } from '../factors/one-time-code.js';
import type { CodeShape } from '../factors/one-time-code.js';
import { ImportError } from './imported-token.js';
import type { ImportedToken } from './imported-token.js';
import { MAX_SERIAL_LENGTH, MAX_USER_LENGTH } from './limits.js';

/** What formats know of a token before it is judged. Texts are as they stand in the file; absent ones are defaults. */
export interface TokenFields {
  where: string;
  serial: string;
  user?: string | undefined;
  method: string;
  seed: Uint8Array;
  algorithm?: string | undefined;
  digits?: string | undefined;
  periodSeconds?: string | undefined;
  counter?: string | undefined;
}

/** Serials stand in URLs, tables and logs, and in spreadsheets, where a leading sign begins a formula. */
const SERIAL = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Seconds. */
const PERIOD = { min: 10, max: 300 } as const;

/** @throws ImportError that names the place and the rule, never the value */
export function tokenOf(fields: TokenFields): ImportedToken {
  const { where, serial, seed } = fields;
  if (serial.length > MAX_SERIAL_LENGTH || !SERIAL.test(serial)) {
    throw new ImportError(
      `${where}: the serial must be 1 to ${MAX_SERIAL_LENGTH} letters, digits, ".", "_" or "-"`,
    );
  }
  if (seed.length < SEED_LENGTH.min || seed.length > SEED_LENGTH.max) {
    throw new ImportError(
      `${where}: the secret must have ${SEED_LENGTH.min} to ${SEED_LENGTH.max} bytes (RFC 4226, section 4)`,
    );
  }
  const method = fields.method.toLowerCase();
  if (method !== 'totp' && method !== 'hotp') {
    throw new ImportError(`${where}: the type must be "totp" or "hotp"`);
  }
  const isTimed = method === 'totp';
  return {
    where,
    serial,
    user: userOf(where, fields.user),
    method,
    seed,
    shape: { algorithm: algorithmOf(where, fields.algorithm), digits: digitsOf(fields) },
    periodSeconds: isTimed
      ? numberOf(where, 'period', fields.periodSeconds ?? '30', PERIOD)
      : undefined,
    counter: isTimed
      ? 0
      : numberOf(where, 'counter', fields.counter ?? '0', { min: 0, max: 2 ** 48 }),
  };
}

/** @throws ImportError */
export function seedOfHex(where: string, text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9A-Fa-f]+$/.test(text)) {
    throw new ImportError(`${where}: the secret is not hexadecimal`);
  }
  return Buffer.from(text, 'hex');
}

/** @throws ImportError */
export function seedOfBase32(where: string, text: string): Uint8Array {
  const letters = text.toUpperCase().replace(/=+$/, '');
  // Lengths that no number of bytes has (RFC 4648, section 6).
  if (!/^[A-Z2-7]+$/.test(letters) || [1, 3, 6].includes(letters.length % 8)) {
    throw new ImportError(`${where}: the secret is not base32`);
  }
  try {
    return new ScureBase32Plugin().decode(letters);
  } catch {
    throw new ImportError(`${where}: the secret is not base32`);
  }
}

/** Strict: Node's own decoder skips what it does not know and takes half a byte. @throws ImportError */
export function bytesOfBase64(where: string, text: string): Buffer {
  const letters = text.replaceAll(/[\t\n\r ]/g, '');
  const bytes = Buffer.from(letters, 'base64');
  if (letters === '' || bytes.toString('base64') !== letters) {
    throw new ImportError(`${where}: not base64`);
  }
  return bytes;
}

/** A whole number within bounds. @throws ImportError */
export function numberOf(
  where: string,
  name: string,
  text: string,
  { min, max }: { min: number; max: number },
): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new ImportError(`${where}: the ${name} must be a whole number from ${min} to ${max}`);
}

function digitsOf({ where, digits = '6' }: TokenFields): CodeShape['digits'] {
  if (digits === '6') return 6;
  if (digits === '8') return 8;
  throw new ImportError(`${where}: codes must have 6 or 8 digits`);
}

function algorithmOf(where: string, text = 'sha1'): CodeShape['algorithm'] {
  const name = text
    .toLowerCase()
    .replace(/^hmac-?/, '')
    .replace('-', '');
  const found = CODE_ALGORITHMS.find((algorithm) => algorithm === name);
  if (found !== undefined) return found;
  throw new ImportError(`${where}: the algorithm must be ${CODE_ALGORITHMS.join(', ')}`);
}

function userOf(where: string, text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (text.length > MAX_USER_LENGTH || /\p{Cc}/u.test(text)) {
    throw new ImportError(`${where}: the user is no name`);
  }
  return text;
}
