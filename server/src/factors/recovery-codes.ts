import {
  BREAK_GLASS_BYTES,
  ID_BYTES,
  formatBreakGlassCode,
  formatId,
  normaliseBreakGlassCode,
} from '@gatehouse/protocol';
import type { CredentialId } from '@gatehouse/protocol';

import type { Keyring } from '../keyring/keyring.js';
import type { Random } from '../random.js';
import type { Credential, RecoveryCodeCredential } from './credential-store.js';
import { paperCodeMac } from './paper-code.js';

/** Codes in a set. Each is of 80 bits and spelled like a break-glass code. */
export const RECOVERY_CODES = 10;

/** A code of a new set, as it is kept. */
export interface NewRecoveryCode {
  id: CredentialId;
  codeMac: Uint8Array;
}

/** What is told of a set: never which code is which. */
export interface RecoveryCodeSet {
  left: number;
  total: number;
  createdAt: Date;
}

/** Makes the codes of a new set. `codes` are shown once, and kept nowhere. */
export function makeRecoveryCodes(
  { keyring, random }: { keyring: Keyring; random: Random },
  principalId: string,
): { codes: string[]; kept: NewRecoveryCode[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    formatBreakGlassCode(random.bytes(BREAK_GLASS_BYTES)),
  );
  const kept = codes.map((code) => {
    const spelled = normaliseBreakGlassCode(code);
    if (spelled === undefined) throw new Error('a code that was just made is none');
    const id = formatId('crd', random.bytes(ID_BYTES));
    return { id, codeMac: recoveryCodeMac(keyring, principalId, spelled) };
  });
  return { codes, kept };
}

export function recoveryCodeMac(keyring: Keyring, principalId: string, code: string): Uint8Array {
  return paperCodeMac(keyring, 'recovery-code', principalId, code);
}

/** The codes of a person, used ones among them. */
export function recoveryCodesAmong(credentials: readonly Credential[]): RecoveryCodeCredential[] {
  return credentials.filter(
    (credential): credential is RecoveryCodeCredential => credential.method === 'recovery-code',
  );
}

/** Undefined for whoever has no set. */
export function recoveryCodeSetOf(credentials: readonly Credential[]): RecoveryCodeSet | undefined {
  const codes = recoveryCodesAmong(credentials);
  const [first] = codes;
  if (first === undefined) return undefined;
  const left = codes.filter(({ used }) => !used).length;
  return { left, total: codes.length, createdAt: first.createdAt };
}
