import { timingSafeEqual } from 'node:crypto';

import { normaliseBreakGlassCode } from '@gatehouse/protocol';
import type { CredentialId } from '@gatehouse/protocol';

import type { Keyring } from '../keyring/keyring.js';
import type { AssertionVerdict, PreparedChallenge } from './factor.js';

/** A code has one step: whoever uses it up leaves none. */
const ONLY_STEP = 0;

/** Nothing is sent: whoever has such a code has it already. */
export const NOTHING_SENT: PreparedChallenge = {
  codeMac: undefined,
  deliver: () => Promise.resolve(),
};

/**
 * What a code is stored as: it fits no other person and no other kind of code, and without the keyring nobody can try any.
 * @param code as `normaliseBreakGlassCode` spells it
 */
export function paperCodeMac(
  keyring: Keyring,
  method: 'break-glass' | 'recovery-code',
  principalId: string,
  code: string,
): Uint8Array {
  return keyring.mac(method, Buffer.from(`${principalId}\n${code}`, 'utf8'));
}

/**
 * Compares what was typed with every code, in a time that tells nothing of where one fits. That one is used once is for the
 * statement that uses up its step.
 */
export function verifyPaperCode(
  typed: string,
  codes: readonly { id: CredentialId; codeMac: Uint8Array }[],
  macOf: (code: string) => Uint8Array,
): AssertionVerdict {
  const code = normaliseBreakGlassCode(typed);
  if (code === undefined) return { outcome: 'wrong' };
  const given = macOf(code);
  const steps = codes
    .filter(({ codeMac }) => codeMac.length === given.length && timingSafeEqual(codeMac, given))
    .map(({ id }) => ({ credentialId: id, step: ONLY_STEP }));
  return steps.length === 0 ? { outcome: 'wrong' } : { outcome: 'right', steps };
}
