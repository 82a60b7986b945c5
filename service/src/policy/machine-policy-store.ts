import { isDeepStrictEqual } from 'node:util';

import { MAX_SIGNED_POLICY_LENGTH, StatementError, verifyMachinePolicy } from '@gatehouse/protocol';
import type { MachinePolicy } from '@gatehouse/protocol';

import type { DurableFiles } from '../files/durable-files.js';
import type { Counters } from '../offline/counters.js';
import { VaultError } from '../vault/vault.js';
import type { Vault } from '../vault/vault.js';

/** Why no policy is kept here that can be believed. */
export type PolicyFault =
  | 'none'
  /** Spoilt, or sealed on another computer. */
  | 'unreadable'
  | 'malformed'
  | 'wrong-key'
  | 'wrong-workstation'
  | 'not-joined'
  /** Somebody brought an earlier one back. */
  | 'older'
  | 'expired'
  /** The clock was set back: nobody knows what has expired. */
  | 'clock';

export type KeptPolicy = { policy: MachinePolicy; ageSeconds: number } | { missing: PolicyFault };

export interface MachinePolicyStoreParameters {
  files: DurableFiles;
  /** A second place, as for the kits: a file that somebody copied back from before is found out. */
  counters: Counters;
  vault: Vault;
  /** The keys that may sign a policy, and whom it must be for; undefined before the workstation joined. */
  signers: () => Signers | undefined;
}

const NAME = 'machine-policy';
const PURPOSE = 'machine-policy';

/** What protects it makes it longer by less than this (DPAPI: a few hundred bytes). */
const MAX_FILE_BYTES = MAX_SIGNED_POLICY_LENGTH + 16_384;

/** Who may sign a policy, and whom it must be for. */
interface Signers {
  identityKeys: readonly string[];
  workstationId: string;
}

/** What was found in a file, for as long as it is the same file and the same server. */
interface Verified {
  sealed: Uint8Array;
  signers: Signers;
  policy: MachinePolicy;
}

/**
 * Keeps what the server said of this workstation, in the vault, as the server signed it. The signature is verified whenever
 * another file is there: who can write the file, or is the vault, can make none. Every logon reads it, so the same bytes are
 * opened and verified once.
 */
export class MachinePolicyStore {
  readonly #parameters: MachinePolicyStoreParameters;
  #verified: Verified | undefined;

  constructor(parameters: MachinePolicyStoreParameters) {
    this.#parameters = parameters;
  }

  /**
   * Keeps a policy that the server sent, unless it is none of its, or an earlier one than is there.
   * @throws VaultUnavailableError
   */
  async keep(signed: string): Promise<{ policy: MachinePolicy } | { refused: PolicyFault }> {
    const policy = await this.#verify(signed, this.#parameters.signers());
    if (typeof policy === 'string') return { refused: policy };
    const { files, counters, vault } = this.#parameters;
    const issued = secondsOf(policy.issuedAt);
    if (issued < this.#counted()) return { refused: 'older' };
    // The file first: after a power cut between the two it is newer than was counted, which is fine.
    files.replace(NAME, vault.seal(Buffer.from(signed, 'latin1'), PURPOSE));
    counters.write(NAME, issued);
    return { policy };
  }

  /**
   * The policy that is kept, if it still holds.
   *
   * @param now undefined where the clock cannot be believed
   * @throws VaultUnavailableError when nothing is known of what the file holds
   */
  async current(now: Date | undefined): Promise<KeptPolicy> {
    const sealed = this.#parameters.files.read(NAME);
    if (sealed === undefined) return { missing: this.#counted() === 0 ? 'none' : 'older' };
    const policy = this.#verifiedBefore(sealed) ?? (await this.#open(sealed));
    if (typeof policy === 'string') return { missing: policy };
    if (secondsOf(policy.issuedAt) < this.#counted()) return { missing: 'older' };
    if (now === undefined) return { missing: 'clock' };
    if (new Date(policy.expiresAt) <= now) return { missing: 'expired' };
    const ageSeconds = Math.floor((now.getTime() - Date.parse(policy.issuedAt)) / 1000);
    return { policy, ageSeconds: Math.max(ageSeconds, 0) };
  }

  #verifiedBefore(sealed: Uint8Array): MachinePolicy | undefined {
    const before = this.#verified;
    if (before === undefined || !isDeepStrictEqual(before.sealed, sealed)) return undefined;
    return isDeepStrictEqual(before.signers, this.#parameters.signers())
      ? before.policy
      : undefined;
  }

  async #open(sealed: Uint8Array): Promise<MachinePolicy | PolicyFault> {
    const signed = this.#unseal(sealed);
    if (signed === undefined) return 'unreadable';
    const signers = this.#parameters.signers();
    const policy = await this.#verify(signed, signers);
    if (typeof policy !== 'string' && signers !== undefined) {
      this.#verified = { sealed, signers, policy };
    }
    return policy;
  }

  #unseal(sealed: Uint8Array): string | undefined {
    if (sealed.length > MAX_FILE_BYTES) return undefined;
    try {
      return Buffer.from(this.#parameters.vault.open(sealed, PURPOSE)).toString('latin1');
    } catch (error) {
      if (error instanceof VaultError) return undefined;
      throw error;
    }
  }

  async #verify(
    signed: string,
    signers: Signers | undefined,
  ): Promise<MachinePolicy | PolicyFault> {
    if (signers === undefined) return 'not-joined';
    try {
      return await verifyMachinePolicy(signed, signers);
    } catch (error) {
      if (error instanceof StatementError) return error.fault;
      throw error;
    }
  }

  /** Infinite where the count is spoilt: nothing is as late as that. */
  #counted(): number {
    const counted = this.#parameters.counters.read(NAME) ?? 0;
    return Number.isNaN(counted) ? Infinity : counted;
  }
}

function secondsOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
