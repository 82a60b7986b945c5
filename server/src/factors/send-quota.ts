import type { PolicySettings } from '@gatehouse/protocol';

/** How many codes a person is sent, and within how long. */
export type SendLimits = Pick<PolicySettings['otp'], 'sendLimit' | 'sendWindowMinutes'>;

/**
 * Port: the codes that people are sent, counted over all logons and nodes: whoever knows a password could otherwise
 * fill its owner's mailbox with one logon after the other.
 */
export interface SendQuota {
  /**
   * Counts a code before it is sent, and whether or not it arrives. Of any number that are counted at once exactly
   * as many may be sent as the limit allows.
   *
   * @param key the id of the person, or what is counted apart of it
   * @returns false when it must not be sent
   */
  take(key: string, limits: SendLimits, now: Date): Promise<boolean>;
}
