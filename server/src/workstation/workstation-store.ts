import type { WorkstationPublicKey, administration } from '@gatehouse/protocol';

import type { AdmissionOutcome, NonceClaim } from './admission.js';

/** What is stored when a workstation joins. */
export interface JoiningWorkstation {
  id: string;
  hostname: string;
  platform: string;
  version: string;
  hardwareKey: boolean;
  thumbprint: string;
  publicKey: WorkstationPublicKey;
  joinedAt: Date;
}

export type JoinOutcome =
  | { outcome: 'joined'; workstationId: string; again: boolean }
  | { outcome: 'token.invalid' | 'token.expired' | 'token.used' }
  | { outcome: 'signature.replayed' | 'workstation.revoked' };

/** Port: joined workstations and the nonces of their requests. */
export interface WorkstationStore {
  /**
   * Uses one use of the token and adds the workstation, or nothing at all. The same key with the same token gets the
   * same workstation again and uses nothing: its first answer may have been lost.
   */
  join(
    tokenSecretHash: Uint8Array,
    workstation: JoiningWorkstation,
    nonce: NonceClaim,
  ): Promise<JoinOutcome>;
  /** Also of revoked ones: a key id never gets another key. */
  findKey(workstationId: string): Promise<WorkstationPublicKey | undefined>;
  /** One atomic step, shared by all nodes: the workstation may ask, and this nonce was never used. */
  admit(claim: NonceClaim): Promise<AdmissionOutcome>;
  touch(workstationId: string, at: Date): Promise<void>;
  list(): Promise<administration.Workstation[]>;
  /** @returns false when there is no such workstation, or it was revoked before */
  revoke(workstationId: string, at: Date): Promise<boolean>;
}

/** A join token as stored: its secret only as a hash. */
export interface NewJoinToken {
  id: string;
  secretHash: Uint8Array;
  label: string | undefined;
  uses: number;
  createdAt: Date;
  expiresAt: Date;
}

/** Port: join tokens; {@link WorkstationStore.join} uses them up. */
export interface JoinTokenStore {
  add(token: NewJoinToken): Promise<void>;
}
