import {
  BREAK_GLASS_BYTES,
  ID_BYTES,
  MAX_KIT_CODES,
  MAX_OFFLINE_CODES,
  OFFLINE_CODE_COST,
  formatBreakGlassCode,
  formatId,
  hashOfflineCode,
  normaliseBreakGlassCode,
} from '@gatehouse/protocol';
import type {
  KitOfflineCodes,
  OfflineCodeCost,
  OfflineCodeId,
  OfflineCodesPolicy,
} from '@gatehouse/protocol';

import type { Keyring } from '../keyring/keyring.js';
import type { Random } from '../random.js';
import { LockWorkOverloadedError } from '../recovery/lock-work.js';
import type { LockWork } from '../recovery/lock-work.js';
import { offlineCodeBinding } from './offline-code-store.js';
import type { CodeOwner, OfflineCodeStore, StoredCode } from './offline-code-store.js';

const DAY_MS = 86_400_000;
const SALT_BYTES = 16;

/** The codes of one person at one workstation, as of now. */
export interface KeptCodes {
  /** What a kit says of them; undefined where there are none. */
  part: KitOfflineCodes | undefined;
  /** Those that the workstation is not known to have. */
  unheld: readonly OfflineCodeId[];
}

/**
 * The break-glass codes that workstations keep for the time without the server. As many as the policy says wait for the help
 * desk; what was read out, or has lived for half of its time, gets a successor beside it. A code leaves the kit only when it is spent
 * or over: a workstation that is away has the kit from before, and what is read out must be in that.
 */
export class OfflineCodes {
  readonly #store: OfflineCodeStore;
  readonly #keyring: Keyring;
  readonly #random: Random;
  readonly #work: LockWork;
  readonly #cost: OfflineCodeCost;

  /** @param parts `work` bounds how many slow hashes are made at a time */
  constructor(parts: {
    store: OfflineCodeStore;
    keyring: Keyring;
    random: Random;
    work: LockWork;
    cost?: OfflineCodeCost;
  }) {
    this.#store = parts.store;
    this.#keyring = parts.keyring;
    this.#random = parts.random;
    this.#work = parts.work;
    this.#cost = parts.cost ?? OFFLINE_CODE_COST;
  }

  /** Makes the codes that are missing. Where too much is made already, the next refresh of the kit makes the rest. */
  async keptFor(owner: CodeOwner, policy: OfflineCodesPolicy, now: Date): Promise<KeptCodes> {
    if (policy.count === 0) return { part: undefined, unheld: [] };
    let codes = await this.#store.live(owner, now);
    const missing = policy.count - codes.filter((code) => isFresh(code, now)).length;
    if (missing > 0 && codes.length < MAX_KIT_CODES) {
      await this.#make(owner, { policy, missing, now });
      codes = await this.#store.live(owner, now);
    }
    const [first, ...others] = codes.map(({ id, number, hash, expiresAt }) => ({
      ...{ id, number, hash: base64url(hash), expiresAt: expiresAt.toISOString() },
    }));
    if (first === undefined) return { part: undefined, unheld: [] };
    const { wrongCodes, lockMinutes } = policy;
    const part = { wrongCodes, lockMinutes, salt: this.#saltOf(owner), cost: this.#cost };
    return {
      part: { ...part, codes: [first, ...others] },
      unheld: codes.filter(({ held }) => !held).map(({ id }) => id),
    };
  }

  async #make(
    owner: CodeOwner,
    { policy, missing, now }: { policy: OfflineCodesPolicy; missing: number; now: Date },
  ): Promise<void> {
    const limits = { fresh: policy.count, live: MAX_KIT_CODES };
    const expiresAt = new Date(now.getTime() + policy.days * DAY_MS);
    try {
      for (let made = 0; made < Math.min(missing, MAX_OFFLINE_CODES); made++) {
        const code = await this.#makeOne(owner);
        // Another node makes them as well: it has made, or is making, what is missing.
        if (!(await this.#store.add({ ...owner, ...code, createdAt: now, expiresAt }, limits))) {
          return;
        }
      }
    } catch (error) {
      if (!(error instanceof LockWorkOverloadedError)) throw error;
    }
  }

  async #makeOne(owner: CodeOwner) {
    const bytes = this.#random.bytes(BREAK_GLASS_BYTES);
    const code = normaliseBreakGlassCode(formatBreakGlassCode(bytes));
    if (code === undefined) throw new Error('a code that was just made is none');
    const id = formatId('ofc', this.#random.bytes(ID_BYTES));
    const binding = { ...owner, salt: this.#saltOf(owner), cost: this.#cost };
    const hash = await this.#work.run(async () => hashOfflineCode(code, binding));
    const sealedCode = this.#keyring.seal(bytes, offlineCodeBinding(id, owner.principalId));
    bytes.fill(0);
    return { id, hash, sealedCode };
  }

  /** One for all codes of the same owner, which nobody knows without the keyring or the kit. */
  #saltOf({ principalId, workstationId }: CodeOwner): string {
    const message = Buffer.from(`${principalId}\n${workstationId}`, 'utf8');
    return base64url(this.#keyring.mac('offline-code-salt', message).subarray(0, SALT_BYTES));
  }
}

/** Whether a code waits for the help desk, and for long enough. */
function isFresh({ isReadOut, createdAt, expiresAt }: StoredCode, now: Date): boolean {
  const left = expiresAt.getTime() - now.getTime();
  return !isReadOut && left > (expiresAt.getTime() - createdAt.getTime()) / 2;
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
