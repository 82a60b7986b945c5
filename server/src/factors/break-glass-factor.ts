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
import { NOTHING_SENT, paperCodeMac, verifyPaperCode } from './paper-code.js';

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
    return NOTHING_SENT;
  }

  verify({ principalId, credentials, code, now }: Assertion): Promise<AssertionVerdict> {
    const verdict = verifyPaperCode(code, liveCodes(credentials, now), (typed) =>
      breakGlassMac(this.#keyring, principalId, typed),
    );
    return Promise.resolve(verdict);
  }
}

export function breakGlassMac(keyring: Keyring, principalId: string, code: string): Uint8Array {
  return paperCodeMac(keyring, 'break-glass', principalId, code);
}

/** The codes of a person that still open something. */
function liveCodes(credentials: readonly Credential[], now: Date): BreakGlassCredential[] {
  return credentials.filter(
    (credential): credential is BreakGlassCredential =>
      credential.method === 'break-glass' && !credential.used && credential.expiresAt > now,
  );
}
