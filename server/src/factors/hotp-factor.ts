import { openSealed } from '../keyring/keyring.js';
import type { Keyring } from '../keyring/keyring.js';
import { seedBinding } from './credential-store.js';
import type { AuthenticatorStep, CredentialStore, HotpCredential } from './credential-store.js';
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

/** Codes after the last accepted one that are looked at: a token's button is pressed in vain now and then (RFC 4226, section 7.2). */
export const LOOK_AHEAD = 10;

/** Codes after the last accepted one of which two in a row bring server and token together (RFC 4226, section 7.4). */
export const RESYNC_WINDOW = 100;

/** How soon after the first of the two the second must come. */
export const RESYNC_MS = 5 * 60_000;

/** Codes of a token that counts them (RFC 4226). */
export class HotpFactor implements Factor {
  readonly method = 'hotp';
  readonly sends = false;
  readonly #keyring: Keyring;
  readonly #store: Pick<CredentialStore, 'rememberFar'>;

  constructor(keyring: Keyring, store: Pick<CredentialStore, 'rememberFar'>) {
    this.#keyring = keyring;
    this.#store = store;
  }

  offer({ credentials }: FactorSubject): Offer | undefined {
    return offerOfDevices('hotp', credentials, STANDARD_CODE.digits);
  }

  digits(_settings: FactorSettings, offer: Offer | undefined): number | undefined {
    return digitsOf(offer, STANDARD_CODE.digits);
  }

  prepare(): PreparedChallenge {
    return { codeMac: undefined, deliver: () => Promise.resolve() };
  }

  /** The first code of a resynchronisation is a wrong one, and costs the strike of one: alone it proves nothing. */
  async verify({ credentials, code, now }: Assertion): Promise<AssertionVerdict> {
    const typed = code.replaceAll(/\s/g, '');
    // Two tokens may, by chance, show the same code.
    const steps: AuthenticatorStep[] = [];
    for (const credential of credentials) {
      if (credential.method !== 'hotp') continue;
      const counter = await this.#match(credential, typed, now);
      if (counter !== undefined) steps.push({ credentialId: credential.id, step: counter });
    }
    return steps.length === 0 ? { outcome: 'wrong' } : { outcome: 'right', steps };
  }

  async #match(
    { id, principalId, sealedSeed, shape, lastCounter, far }: HotpCredential,
    code: string,
    now: Date,
  ): Promise<number | undefined> {
    const seed = await openSealed(this.#keyring, sealedSeed, seedBinding(id, principalId));
    try {
      const match = (from: number, to: number) => matchCounter(seed, code, { from, to }, shape);
      const next = lastCounter + 1;
      const near = match(next, lastCounter + LOOK_AHEAD);
      if (near !== undefined) return near;
      if (far !== undefined && far.counter > lastCounter && isFresh(far.seenAt, now)) {
        const following = match(far.counter + 1, far.counter + 1);
        if (following !== undefined) return following;
      }
      const counter = match(next + LOOK_AHEAD, lastCounter + RESYNC_WINDOW);
      if (counter !== undefined) await this.#store.rememberFar(id, { counter, seenAt: now });
      return undefined;
    } finally {
      seed.fill(0);
    }
  }
}

function isFresh(seenAt: Date, now: Date): boolean {
  return now.getTime() - seenAt.getTime() <= RESYNC_MS;
}
