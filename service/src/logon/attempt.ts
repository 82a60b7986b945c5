import type { CorrelationId } from '@gatehouse/protocol';

import type { RecoveryOutcome } from '../offline/offline-authority.js';
import type { Random } from '../random.js';

/** The id by which an attempt is found in every log. */
export function newCorrelation(random: Random): CorrelationId {
  return Buffer.from(random.bytes(16)).toString('hex') as CorrelationId;
}

export type Recovered = Extract<RecoveryOutcome, { outcome: 'recovered' }>;

/**
 * From one submitted password, or one "I forgot my password", to what came of it. It keeps the password, because what
 * follows the second factor needs it: the lock that answers are enrolled into, the kit, the grant after a recovery. Whoever
 * ends the attempt disposes of it, and with it of the password.
 */
export class Attempt implements Disposable {
  readonly correlationId: CorrelationId;
  readonly startedAt = performance.now();
  /** As typed, or of the tile. */
  readonly name: string;
  /** How many steps there are to enrol, once that is known. */
  steps = 0;
  /** A code was right: the server said so, or this workstation. */
  hasProvenFactor = false;
  /** The account is in no directory: its password is Windows' alone, and goes to no server. */
  isForeign = false;
  #password: Uint8Array | undefined;
  #recovered: Recovered | undefined;
  #reset = false;

  /** @param password UTF-8; the attempt's own from now on */
  constructor(correlationId: CorrelationId, name: string, password?: Uint8Array) {
    this.correlationId = correlationId;
    this.name = name;
    this.#password = password;
  }

  /** What a recovery gave. */
  get recovered(): Recovered | undefined {
    return this.#recovered;
  }

  /** Whether the password field of the tile does not hold the password, so that the grant has to carry it. */
  get isFilledIn(): boolean {
    return this.#reset || this.#recovered !== undefined;
  }

  /** Whether the directory has just taken the password as a new one. */
  get isReset(): boolean {
    return this.#reset;
  }

  /** The password itself, for callees that copy it before they return. Empty when it is gone, which no one accepts. */
  get password(): Uint8Array {
    return this.#password ?? new Uint8Array(0);
  }

  /** For callees that wipe what they get. */
  copyPassword(): Uint8Array {
    return new Uint8Array(this.password);
  }

  /** Takes over the recovered password. */
  recover(recovered: Recovered): void {
    this[Symbol.dispose]();
    this.#recovered = recovered;
    this.#password = recovered.password;
  }

  /** Holds a new password while the server is asked to set it. @param password UTF-8; the attempt's own from now on */
  propose(password: Uint8Array): void {
    this[Symbol.dispose]();
    this.#password = password;
  }

  /** The server has set the proposed password. */
  settle(): void {
    this.#reset = true;
  }

  [Symbol.dispose](): void {
    this.#password?.fill(0);
    this.#password = undefined;
  }
}
