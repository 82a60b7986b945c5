import type { PolicySettings } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { Keyring } from '../keyring/keyring.js';
import type { Quotas } from '../regulation/quotas.js';

export type DestinationLimits = Pick<
  PolicySettings['otp'],
  'destinationLimit' | 'sendWindowMinutes'
>;

/** Port: how many codes one address is sent, whoever they are for. */
export interface DestinationQuota {
  /** Counts a code before it is sent. @returns false when it must not be */
  take(address: string, limits: DestinationLimits): Promise<boolean>;
}

/**
 * Counts by a keyed digest: the table tells nobody who was written to. One box is counted as one however its address is
 * spelled; what a mail server does with the part before the @ besides case is its own business.
 */
export class CountedDestinations implements DestinationQuota {
  readonly #quotas: Quotas;
  readonly #keyring: Keyring;
  readonly #clock: Clock;

  constructor(quotas: Quotas, keyring: Keyring, clock: Clock) {
    this.#quotas = quotas;
    this.#keyring = keyring;
    this.#clock = clock;
  }

  async take(
    address: string,
    { destinationLimit: limit, sendWindowMinutes: windowMinutes }: DestinationLimits,
  ): Promise<boolean> {
    const folded = Buffer.from(address.normalize('NFKC').toLowerCase());
    const key = Buffer.from(this.#keyring.mac('code-destination', folded)).toString('base64url');
    const quota = { limit, windowMinutes };
    return (await this.#quotas.take('code.destination', key, quota, this.#clock.now())).allowed;
  }
}
