import { timingSafeEqual } from 'node:crypto';

import { normaliseBreakGlassCode } from '@gatehouse/protocol';

import type { Keyring } from '../keyring/keyring.js';
import type {
  Assertion,
  AssertionVerdict,
  Factor,
  FactorSubject,
  Offer,
  PreparedChallenge,
} from './factor.js';
import { recoveryCodeMac, recoveryCodesAmong } from './recovery-codes.js';

/** A code has one step: whoever uses it up leaves none. */
const ONLY_STEP = 0;

/**
 * Codes that people made themselves, and keep on paper (a look-up secret of SP 800-63B-4, 3.1.2). One stands for the factor,
 * once, and never for the password. Which doors take it is theirs to say.
 */
export class RecoveryCodeFactor implements Factor {
  readonly method = 'recovery-code';
  readonly sends = false;
  readonly #keyring: Keyring;

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  offer({ credentials }: FactorSubject): Offer | undefined {
    const isLeft = recoveryCodesAmong(credentials).some(({ used }) => !used);
    return isLeft ? { method: 'recovery-code' } : undefined;
  }

  /** Letters and digits, in groups: no length is asked of what is typed. */
  digits(): undefined {
    return undefined;
  }

  prepare(): PreparedChallenge {
    return { codeMac: undefined, deliver: () => Promise.resolve() };
  }

  /**
   * Compares with every code of the set, in a time that tells nothing of where one fits. A used one fits, too: the statement that
   * uses it up says that it was used.
   */
  verify({ principalId, credentials, code }: Assertion): Promise<AssertionVerdict> {
    const typed = normaliseBreakGlassCode(code);
    if (typed === undefined) return Promise.resolve({ outcome: 'wrong' });
    const given = recoveryCodeMac(this.#keyring, principalId, typed);
    const steps = recoveryCodesAmong(credentials)
      .filter(({ codeMac }) => codeMac.length === given.length && timingSafeEqual(codeMac, given))
      .map(({ id }) => ({ credentialId: id, step: ONLY_STEP }));
    return Promise.resolve(steps.length === 0 ? { outcome: 'wrong' } : { outcome: 'right', steps });
  }
}
