import { isUtf8 } from 'node:buffer';

import type { PasswordOutcome } from '../directory.js';

/** An empty password, or one that is not text, is sent nowhere (R26). */
export function refusedUnsent(password: Uint8Array): PasswordOutcome | undefined {
  if (password.length === 0) return { outcome: 'rejected', rule: 'length' };
  return isUtf8(password) ? undefined : { outcome: 'rejected', rule: 'other' };
}

/** Undefined for bytes that are not UTF-8: no password that was typed looks like that. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
