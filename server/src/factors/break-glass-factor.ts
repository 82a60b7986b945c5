import { timingSafeEqual } from 'node:crypto';

import { normaliseBreakGlassCode } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { Keyring } from '../keyring/keyring.js';
import type { BreakGlassCredential, Credential } from './credential-store.js';
import type {
  Assertion,
  AssertionVerdict,
  Factor,
  FactorSubject,
  Offer,
  PreparedChallenge,
} from './factor.js';

/** A code has one step: whoever uses it up leaves none. */
const ONLY_STEP = 0;

/**
 * Codes that the help desk gives to people who have lost their factors. One stands for the factor, once, and never for the
 * password.
 */
export class BreakGlassFactor implements Factor {
  readonly method = 'break-glass';
  readonly sends = false;
  readonly #keyring: Keyring;
  readonly #clock: Clock;

  constructor(keyring: Keyring, clock: Clock) {
    this.#keyring = keyring;
    this.#clock = clock;
  }

  offer({ credentials }: FactorSubject): Offer | undefined {
    const live = liveCodes(credentials, this.#clock.now());
    return live.length === 0 ? undefined : { method: 'break-glass' };
  }

  /** Letters and digits, in groups: no length is asked of what is typed. */
  digits(): undefined {
    return undefined;
  }

  prepare(): PreparedChallenge {
    return { codeMac: undefined, deliver: () => Promise.resolve() };
  }

  verify({ principalId, credentials, code, now }: Assertion): Promise<AssertionVerdict> {
    const typed = normaliseBreakGlassCode(code);
    if (typed === undefined) return Promise.resolve({ outcome: 'wrong' });
    const given = breakGlassMac(this.#keyring, principalId, typed);
    const steps = liveCodes(credentials, now)
      .filter(({ codeMac }) => isEqual(codeMac, given))
      .map(({ id }) => ({ credentialId: id, step: ONLY_STEP }));
    return Promise.resolve(steps.length === 0 ? { outcome: 'wrong' } : { outcome: 'right', steps });
  }
}

/** What a code is stored as: it fits no other person, and without the keyring nobody can try any. */
export function breakGlassMac(keyring: Keyring, principalId: string, code: string): Uint8Array {
  return keyring.mac('break-glass', Buffer.from(`${principalId}\n${code}`, 'utf8'));
}

/** The codes of a person that still open something. */
function liveCodes(credentials: readonly Credential[], now: Date): BreakGlassCredential[] {
  return credentials.filter(
    (credential): credential is BreakGlassCredential =>
      credential.method === 'break-glass' && !credential.used && credential.expiresAt > now,
  );
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
