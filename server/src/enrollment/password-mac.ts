import { timingSafeEqual } from 'node:crypto';

import type { LogonId } from '@gatehouse/protocol';

import type { Keyring } from '../keyring/keyring.js';

/**
 * What a logon remembers of its password, so that a later message with the same one need not be tried at the directory.
 * Bound to the logon: it says nothing of any other.
 */
export function passwordMac(keyring: Keyring, logonId: LogonId, password: Uint8Array): Uint8Array {
  const bytes = Buffer.concat([Buffer.from(`${logonId}\n`), password]);
  try {
    return keyring.mac('enrollment-password', bytes);
  } finally {
    bytes.fill(0);
  }
}

export function isSamePassword(
  keyring: Keyring,
  { logonId, passwordMac: expected }: { logonId: LogonId; passwordMac: Uint8Array | undefined },
  password: Uint8Array,
): boolean {
  const given = passwordMac(keyring, logonId, password);
  return expected?.length === given.length && timingSafeEqual(expected, given);
}
