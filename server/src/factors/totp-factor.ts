import { totp } from '@gatehouse/protocol';

import { openSealed } from '../keyring/keyring.js';
import type { Keyring } from '../keyring/keyring.js';
import { seedBinding } from './credential-store.js';
import type { AuthenticatorStep, TotpCredential } from './credential-store.js';
import type {
  Assertion,
  AssertionVerdict,
  Factor,
  FactorSettings,
  FactorSubject,
  Offer,
  PreparedChallenge,
} from './factor.js';
import { digitsOf, offerOfDevices } from './offer.js';
import { STANDARD_CODE, matchCounter } from './one-time-code.js';

/** Codes of an authenticator app, or of a token with a clock (RFC 6238). */
export class TotpFactor implements Factor {
  readonly method = 'totp';
  readonly sends = false;
  readonly #keyring: Keyring;

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  offer({ credentials }: FactorSubject): Offer | undefined {
    return offerOfDevices('totp', credentials, totp.DIGITS);
  }

  digits(_settings: FactorSettings, offer: Offer | undefined): number | undefined {
    return digitsOf(offer, totp.DIGITS);
  }

  prepare(): PreparedChallenge {
    return { codeMac: undefined, deliver: () => Promise.resolve() };
  }

  async verify({ credentials, code, now }: Assertion): Promise<AssertionVerdict> {
    const typed = code.replaceAll(/\s/g, '');
    // Two authenticators may, by chance, show the same code.
    const steps: AuthenticatorStep[] = [];
    for (const credential of credentials) {
      if (credential.method !== 'totp') continue;
      const step = await this.#matchStep(credential, typed, now);
      if (step !== undefined) steps.push({ credentialId: credential.id, step });
    }
    return steps.length === 0 ? { outcome: 'wrong' } : { outcome: 'right', steps };
  }

  async #matchStep(
    credential: TotpCredential,
    code: string,
    now: Date,
  ): Promise<number | undefined> {
    const { id, principalId, sealedSeed, shape = STANDARD_CODE } = credential;
    const { periodSeconds = totp.PERIOD_SECONDS } = credential;
    const seed = await openSealed(this.#keyring, sealedSeed, seedBinding(id, principalId));
    try {
      const present = Math.floor(now.getTime() / 1000 / periodSeconds);
      const window = { from: present - totp.WINDOW_STEPS, to: present + totp.WINDOW_STEPS };
      return matchCounter(seed, code, window, shape);
    } finally {
      seed.fill(0);
    }
  }
}
