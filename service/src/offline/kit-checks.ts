import { KitError, verifyKit } from '@gatehouse/protocol';
import type { Kit } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { RecoveryLocks } from './recovery-locks.js';

/** Why a kit that arrived was not kept. */
export type KitRefusal =
  | 'malformed'
  | 'wrong-key'
  | 'wrong-workstation'
  | 'not-joined'
  | 'person'
  | 'lock'
  | 'expired'
  | 'older'
  | 'destroyed';

export interface KitChecksParameters {
  locks: RecoveryLocks;
  /** The keys that may sign a kit, and whom it must be for; undefined before the workstation joined. */
  signers: () => { identityKeys: readonly string[]; workstationId: string } | undefined;
  clock: Clock;
}

/** Whether a kit is one of the server's, for this workstation, and can be used. */
export class KitChecks {
  readonly #parameters: KitChecksParameters;

  constructor(parameters: KitChecksParameters) {
    this.#parameters = parameters;
  }

  async verify(signed: string): Promise<Kit | KitRefusal> {
    const signers = this.#parameters.signers();
    if (signers === undefined) return 'not-joined';
    try {
      return await verifyKit(signed, signers);
    } catch (error) {
      if (error instanceof KitError) return error.fault;
      throw error;
    }
  }

  /** What is wrong with a kit that the server signed; `sid` is whose it must be, where that is known. */
  async faultOf(kit: Kit, { sid }: { sid?: string }): Promise<KitRefusal | undefined> {
    if (sid !== undefined && kit.account.sid !== sid) return 'person';
    if (this.isExpired(kit)) return 'expired';
    if (kit.recovery === undefined) return undefined;
    const facts = await this.#parameters.locks.describe(kit.recovery.lock);
    if (facts?.principalId !== kit.principalId) return 'lock';
    const asked = new Set(kit.recovery.questions.map(({ id }) => id));
    return [...facts.mandatory, ...facts.optional].every((id) => asked.has(id))
      ? undefined
      : 'lock';
  }

  isExpired({ expiresAt }: Kit): boolean {
    return this.#parameters.clock.now().getTime() >= Date.parse(expiresAt);
  }
}
