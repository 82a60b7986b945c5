import { totp } from '@gatehouse/protocol';
import type { OfferedMethod } from '@gatehouse/protocol';

import { openSealed } from '../keyring/keyring.js';
import type { Keyring } from '../keyring/keyring.js';
import { seedBinding } from './credential-store.js';
import type { AuthenticatorStep, TotpCredential } from './credential-store.js';
import type {
  Assertion,
  AssertionVerdict,
  Factor,
  FactorSubject,
  PreparedChallenge,
} from './factor.js';

/** Codes of an authenticator app (RFC 6238). */
export class TotpFactor implements Factor {
  readonly method = 'totp';
  readonly sends = false;
  readonly #keyring: Keyring;

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  offer({ credentials }: FactorSubject): OfferedMethod | undefined {
    return credentials.some(({ method }) => method === 'totp') ? { method: 'totp' } : undefined;
  }

  digits(): number {
    return totp.DIGITS;
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
    { id, principalId, sealedSeed }: TotpCredential,
    code: string,
    now: Date,
  ): Promise<number | undefined> {
    const seed = await openSealed(this.#keyring, sealedSeed, seedBinding(id, principalId));
    try {
      return totp.matchStep(seed, code, now.getTime() / 1000);
    } finally {
      seed.fill(0);
    }
  }
}
