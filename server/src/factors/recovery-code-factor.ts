import type { Keyring } from '../keyring/keyring.js';
import type {
  Assertion,
  AssertionVerdict,
  Factor,
  FactorSubject,
  Offer,
  PreparedChallenge,
} from './factor.js';
import { NOTHING_SENT, verifyPaperCode } from './paper-code.js';
import { recoveryCodeMac, recoveryCodesAmong } from './recovery-codes.js';

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
    return NOTHING_SENT;
  }

  /** A used one fits, too: the statement that uses it up says that it was used. */
  verify({ principalId, credentials, code }: Assertion): Promise<AssertionVerdict> {
    const verdict = verifyPaperCode(code, recoveryCodesAmong(credentials), (typed) =>
      recoveryCodeMac(this.#keyring, principalId, typed),
    );
    return Promise.resolve(verdict);
  }
}
