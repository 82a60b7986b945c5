import type {
  PolicySettings,
  SelfServiceDenialCode,
  SelfServicePurpose,
} from '@gatehouse/protocol';

import { established } from '../authentication/established.js';
import type { Principal } from '../authentication/principal.js';
import type { DirectoryAccount } from '../directory/directory.js';
import type { AnswersLock } from './answers.js';
import type { BeginSelfServiceRequest } from './self-service.js';
import type { Session } from './session.js';

/** What the checks have found out so far. A check that comes too early is a mistake in the list. */
export class BeginAttempt {
  readonly request: BeginSelfServiceRequest;
  readonly now: Date;
  /** What the principal enrolled, if anything. */
  lock: AnswersLock | undefined;
  /** Whether a recovery at this workstation has granted a reset. */
  resetGrant = false;
  /** The account that the right proof leads to; undefined when nothing leads anywhere. */
  reachable: DirectoryAccount | undefined;
  #principal: Principal | undefined;
  #purpose: SelfServicePurpose | undefined;
  #settings: PolicySettings | undefined;
  /** Which policy the settings are of, for the audit; undefined before that is known. */
  policy: string | undefined;
  #proof: Session['proof'] | undefined;

  constructor(request: BeginSelfServiceRequest, now: Date) {
    this.request = request;
    this.now = now;
  }

  get principal(): Principal {
    return established(this.#principal, 'principal');
  }

  set principal(principal: Principal) {
    this.#principal = principal;
  }

  /** For the audit, which also hears of attempts that were refused before anybody was looked up. */
  get principalIfKnown(): Principal | undefined {
    return this.#principal;
  }

  get purpose(): SelfServicePurpose {
    return established(this.#purpose, 'purpose');
  }

  set purpose(purpose: SelfServicePurpose) {
    this.#purpose = purpose;
  }

  get settings(): PolicySettings {
    return established(this.#settings, 'policy');
  }

  set settings(settings: PolicySettings) {
    this.#settings = settings;
  }

  get proof(): Session['proof'] {
    return established(this.#proof, 'proof');
  }

  set proof(proof: Session['proof']) {
    this.#proof = proof;
  }
}

/** Why a self-service does not begin. */
export interface BeginRefusal {
  code: SelfServiceDenialCode;
  lockedUntil?: Date | undefined;
}

/**
 * One rule of beginning. Adds what it found and lets it pass (undefined), or refuses. None of them may tell names apart.
 * @throws DirectoryUnavailableError
 */
export type BeginCheck = (
  attempt: BeginAttempt,
) => Promise<BeginRefusal | undefined> | BeginRefusal | undefined;
