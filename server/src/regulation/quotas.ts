/** What is counted. */
export type QuotaScope =
  | 'self-service.begin'
  | 'self-service.proof'
  | 'code.destination'
  | 'self-care.change'
  | 'self-care.recovery-codes'
  | 'password.trial'
  | 'caller.proof'
  | 'logon.check';

/** How often something may happen within how long; the window begins with the first time. */
export interface QuotaLimit {
  limit: number;
  windowMinutes: number;
}

export type QuotaVerdict =
  | { allowed: true }
  | {
      allowed: false;
      /** When the window ends. */
      until: Date;
      /** The first time that it was too often in this window: what is written down once is written down now. */
      isFirst: boolean;
    };

/** Port: limits that hold over all nodes. */
export interface Quotas {
  /**
   * Counts before the thing is done. Of any number that are counted at once, exactly as many are allowed as the limit says,
   * and of the others one is the first.
   *
   * @param key an address, an id or a digest; 128 characters at the most
   */
  take(scope: QuotaScope, key: string, limit: QuotaLimit, now: Date): Promise<QuotaVerdict>;
}
