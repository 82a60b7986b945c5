import type { Keyring } from '../keyring/keyring.js';
import type { Random } from '../random.js';

const TOKEN_BYTES = 32;

/** 256 bits, in characters that no mail program breaks. */
export function newLinkToken(random: Random): string {
  return Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url');
}

/** What a token is stored as: whoever reads the database has no link. */
export function linkTokenMac(keyring: Keyring, token: string): Uint8Array {
  return keyring.mac('password-link', Buffer.from(token, 'utf8'));
}
