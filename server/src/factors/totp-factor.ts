import { totp } from '@gatehouse/protocol';
import type { OfferedMethod } from '@gatehouse/protocol';

import { openSealed } from '../keyring/keyring.js';
import type { Keyring } from '../keyring/keyring.js';
import { seedBinding } from './credential-store.js';
import type { CredentialStore, TotpCredential } from './credential-store.js';
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
  readonly #credentials: CredentialStore;
  readonly #keyring: Keyring;

  constructor(credentials: CredentialStore, keyring: Keyring) {
    this.#credentials = credentials;
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
    let verdict: AssertionVerdict = 'factor.wrong-code';
    for (const credential of credentials) {
      if (credential.method !== 'totp') continue;
      const step = await this.#matchStep(credential, typed, now);
      if (step === undefined) continue;
      // The step of one authenticator may be used up while another, by chance, has the same code.
      if (await this.#credentials.acceptStep(credential.id, step)) return 'right';
      verdict = 'factor.used-code';
    }
    return verdict;
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
