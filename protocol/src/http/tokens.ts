import { z } from 'zod';

import { MAX_NAME_LENGTH } from './desktop.js';

/** What a token is known by: on its back, or in its maker's file. */
export const TokenSerial = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'not a serial');

/** `csv` is this product's own; `oath-csv` is privacyIDEA's, `multiotp-csv` multiOTP's; `pskc` is RFC 6030. */
export const TokenFormat = z.enum(['csv', 'oath-csv', 'multiotp-csv', 'pskc']);

/** `POST /api/v1/tokens/import`: all tokens of a file, or none. Sent in the body, never in a URL; it holds the secrets. */
export const ImportTokens = z.strictObject({
  format: TokenFormat,
  /** The file; the server says in which line something is wrong with it. */
  content: z
    .string()
    .min(1)
    .max(16 * 1024 * 1024),
  /** The pre-shared key of an encrypted PSKC file, 16 bytes in hexadecimal. */
  keyHex: z
    .string()
    .regex(/^[0-9A-Fa-f]{32}$/, 'expected 32 hexadecimal digits')
    .optional(),
  /** The passphrase of an encrypted PSKC file. */
  passphrase: z.string().min(1).max(1024).optional(),
  /** Only says what would be imported. */
  dryRun: z.boolean().default(false),
});
export const ImportedTokens = z.strictObject({
  imported: z.int().min(0),
  /** How many of them somebody has from now on. */
  assigned: z.int().min(0),
  dryRun: z.boolean(),
});
export const TokenQuery = z.strictObject({
  /** The serial that the page before ended with: its `next`. */
  after: z.string().max(64).default(''),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export const TokenList = z.strictObject({
  tokens: z.array(
    z.strictObject({
      serial: TokenSerial,
      method: z.enum(['totp', 'hotp']),
      algorithm: z.enum(['sha1', 'sha256', 'sha512']),
      digits: z.union([z.literal(6), z.literal(8)]),
      /** Of tokens with a clock. */
      periodSeconds: z.int().optional(),
      importedAt: z.iso.datetime(),
      /** Who has it. */
      principalId: z.string().optional(),
    }),
  ),
  /** There are more after this serial. */
  next: TokenSerial.optional(),
});
export const AssignToken = z.strictObject({ user: z.string().min(1).max(MAX_NAME_LENGTH) });

export type ImportedTokens = z.infer<typeof ImportedTokens>;
export type TokenList = z.infer<typeof TokenList>;
export type TokenFormat = z.infer<typeof TokenFormat>;
