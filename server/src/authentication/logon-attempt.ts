import type { PolicySettings } from '@gatehouse/protocol';

import type { PasswordCheck } from '../directory/directory.js';
import type { Credential } from '../factors/credential-store.js';
import type { Strike } from '../regulation/strikes.js';
import { established } from './established.js';
import type { BeginRequest } from './logon-engine.js';
import type { Principal } from './principal.js';
import type { Relief } from './relief.js';

/** What a password is to be sealed to, and under which name. */
export interface RecoveryKey {
  keyId: string;
  publicKey: Uint8Array;
  generation: string;
}

/** What the checks have found out about an attempt so far. A check that comes too early is a mistake in the list. */
export class LogonAttempt {
  readonly request: BeginRequest;
  readonly now: Date;
  #principal: Principal | undefined;
  #settings: PolicySettings | undefined;
  /** Which policy the settings are of, for the audit; undefined before that is known. */
  policy: string | undefined;
  #credentials: Promise<Credential[]> | undefined;
  #recoveryKey: Promise<RecoveryKey | undefined> | undefined;
  #strike: Strike | undefined;
  #password: PasswordCheck | undefined;
  /** Why nothing but the password is asked for; undefined where more is. */
  relief: Relief | undefined;

  constructor(request: BeginRequest, now: Date) {
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

  get settings(): PolicySettings {
    return established(this.#settings, 'policy');
  }

  set settings(settings: PolicySettings) {
    this.#settings = settings;
  }

  /** What the principal has enrolled. */
  get credentials(): Promise<Credential[]> {
    return established(this.#credentials, 'credentials');
  }

  set credentials(credentials: Promise<Credential[]>) {
    this.#credentials = credentials;
  }

  /** The key that the password is not sealed to yet; undefined when there is nothing to seal. */
  get recoveryKey(): Promise<RecoveryKey | undefined> {
    return established(this.#recoveryKey, 'recovery key');
  }

  set recoveryKey(key: Promise<RecoveryKey | undefined>) {
    this.#recoveryKey = key;
  }

  get strike(): Strike {
    return established(this.#strike, 'strike');
  }

  set strike(strike: Strike) {
    this.#strike = strike;
  }

  /** Undefined before the strike was taken. */
  get strikeIfTaken(): Strike | undefined {
    return this.#strike;
  }

  /** What the directory said of the password. */
  get password(): PasswordCheck {
    return established(this.#password, 'password');
  }

  set password(password: PasswordCheck) {
    this.#password = password;
  }
}
