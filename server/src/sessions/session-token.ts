import { createHash } from 'node:crypto';

import type { Random } from '../random.js';

const TOKEN_BYTES = 32;
/** 32 bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** A secret that only one browser has: 256 bits, so that its hash needs neither salt nor cost. */
export interface BrowserSecret {
  token: string;
  hash: Uint8Array;
}

export function makeBrowserSecret(random: Random): BrowserSecret {
  const token = Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url');
  return { token, hash: sha256(token) };
}

/** @returns undefined for what cannot be such a secret: nobody looks it up */
export function hashOfToken(token: string | undefined): Uint8Array | undefined {
  return token !== undefined && TOKEN.test(token) ? sha256(token) : undefined;
}

function sha256(token: string): Uint8Array {
  return createHash('sha256').update(token, 'ascii').digest();
}
