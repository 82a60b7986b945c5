import { ID_BYTES, formatId, totp } from '@gatehouse/protocol';
import type { EnrollmentStep, NewAuthenticator } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import { seedBinding } from '../factors/credential-store.js';
import { openSealed } from '../keyring/keyring.js';
import type { Keyring } from '../keyring/keyring.js';
import type { Random } from '../random.js';
import type { EnrollmentInput } from './enrollment-input.js';
import { MAX_CODES } from './enrollment-kind.js';
import type {
  EnrollmentKind,
  EnrollmentSubject,
  OpenEnrollment,
  StepOutcome,
} from './enrollment-kind.js';
import { pendingSeedBinding } from './enrollment-store.js';
import type { EnrollmentStore } from './enrollment-store.js';

/** An authenticator app: its seed is made here, and counts once it has shown a right code. */
export class TotpEnrollment implements EnrollmentKind {
  readonly what = 'totp';
  readonly #store: EnrollmentStore;
  readonly #keyring: Keyring;
  readonly #audit: AuditLog;
  readonly #random: Random;
  readonly #issuer: string;

  /** @param issuer the name that authenticator apps show */
  constructor(
    dependencies: { store: EnrollmentStore; keyring: Keyring; audit: AuditLog; random: Random },
    issuer: string,
  ) {
    this.#store = dependencies.store;
    this.#keyring = dependencies.keyring;
    this.#audit = dependencies.audit;
    this.#random = dependencies.random;
    this.#issuer = issuer;
  }

  isPossible(): boolean {
    return true;
  }

  isEnrolled({ credentials }: EnrollmentSubject): boolean {
    return credentials.some(({ method }) => method === 'totp');
  }

  step(): EnrollmentStep {
    return { what: 'totp', digits: totp.DIGITS };
  }

  /** A fresh seed, in the place of one that was not proven. @returns undefined when the logon ended meanwhile */
  async start({ logon, now }: OpenEnrollment): Promise<NewAuthenticator | undefined> {
    const credentialId = formatId('crd', this.#random.bytes(ID_BYTES));
    const seed = this.#random.bytes(totp.SEED_BYTES);
    try {
      const sealedSeed = this.#keyring.seal(seed, pendingSeedBinding(logon.id, credentialId));
      const pending = { credentialId, sealedSeed };
      if (!(await this.#store.startAuthenticator(logon.id, pending, now))) return undefined;
      const uri = totp.keyUri(seed, this.#issuer, logon.account.samAccountName);
      return { uri, secret: totp.seedText(seed) };
    } finally {
      seed.fill(0);
    }
  }

  async take(open: OpenEnrollment, input: EnrollmentInput): Promise<StepOutcome | undefined> {
    const pending = open.stored.authenticator;
    if (input.action !== 'totp' || pending === undefined) return undefined;
    const { logon, now } = open;
    if (!(await this.#store.takeCode(logon.id, { maxCodes: MAX_CODES, now }))) {
      return { rejected: { code: 'enrollment.too-many' } };
    }
    const { credentialId: id } = pending;
    const { principalId, principalName } = logon;
    const seed = await openSealed(
      this.#keyring,
      pending.sealedSeed,
      pendingSeedBinding(logon.id, id),
    );
    try {
      const step = totp.matchStep(seed, input.code.replaceAll(/\s/g, ''), now.getTime() / 1000);
      if (step === undefined) return { rejected: { code: 'enrollment.wrong-code' } };
      const sealedSeed = this.#keyring.seal(seed, seedBinding(id, principalId));
      const credential = { id, principalId, sealedSeed, label: undefined, createdAt: now };
      const added = await this.#store.addAuthenticator(
        logon.id,
        { method: 'totp', ...credential },
        { step, now },
      );
      // Another request was faster, or the logon ended: whoever decides what is next sees that.
      if (!added) return {};
    } finally {
      seed.fill(0);
    }
    await this.#audit.append({
      type: 'factor.enrolled',
      outcome: 'success',
      ...open.origin,
      principalId,
      principalName,
      detail: { method: 'totp', credential: id },
    });
    return {};
  }
}
