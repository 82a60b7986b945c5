import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';

import { hash, parseOptions, verify } from '@node-rs/argon2';

import { Deadline } from '../deadline.js';
import { Turnstile } from '../turnstile.js';

/** Argon2id's price: memory in KiB, passes, lanes. */
export interface HashCost {
  memoryCost: number;
  timeCost: number;
  parallelism: number;
}

/** 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's first choice with that memory. */
export const PASSWORD_HASH_COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const QUEUE_LIMIT = 1_000;
const TIMEOUT_MS = 5_000;

export interface PasswordHasherOptions {
  cost?: HashCost;
  /** How many hashes are made at once: each needs its own memory. As many as there are cores, when absent. */
  concurrency?: number;
  queueLimit?: number;
  timeoutMs?: number;
}

/**
 * Argon2id (RFC 9106) with PHC strings. At most as many hashes as there are cores run at once, so that a flood of
 * logons costs time but no memory.
 */
export class PasswordHasher {
  readonly #cost: HashCost;
  readonly #turnstile: Turnstile;
  readonly #timeoutMs: number;
  readonly #nobodysHash: string;

  constructor(options: PasswordHasherOptions = {}) {
    this.#cost = options.cost ?? PASSWORD_HASH_COST;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#turnstile = new Turnstile(
      options.concurrency ?? availableParallelism(),
      options.queueLimit ?? QUEUE_LIMIT,
    );
    this.#nobodysHash = randomHash(this.#cost);
  }

  /** Of a password in UTF-8. @throws DirectoryUnavailableError when too many hashes are wanted at once */
  async hash(password: Uint8Array): Promise<string> {
    return this.#withNormalised(password, (bytes) => hash(bytes, this.#cost));
  }

  /**
   * Whether the password is the one that was hashed. Without a hash it does the same work and says no.
   *
   * @throws DirectoryUnavailableError when too many hashes are wanted at once
   */
  async verify(phc: string | undefined, password: Uint8Array): Promise<boolean> {
    // No password is known that is not UTF-8, and the library takes no other bytes.
    const expected = isUtf8(password) ? phc : undefined;
    const right = await this.#withNormalised(password, (bytes) =>
      verify(expected ?? this.#nobodysHash, bytes),
    );
    return right && expected !== undefined;
  }

  /** Whether a hash was made at another cost than the present one. */
  isOutdated(phc: string): boolean {
    const { memoryCost, timeCost, parallelism } = parseOptions(phc);
    const now = this.#cost;
    return (
      memoryCost !== now.memoryCost || timeCost !== now.timeCost || parallelism !== now.parallelism
    );
  }

  async #withNormalised<T>(
    password: Uint8Array,
    work: (bytes: Uint8Array) => Promise<T>,
  ): Promise<T> {
    return this.#turnstile.run(new Deadline(this.#timeoutMs), async () => {
      const bytes = normalise(password);
      try {
        return await work(bytes);
      } finally {
        bytes.fill(0);
      }
    });
  }
}

/** Keyboards differ in how they spell an umlaut: the bytes of NFC (Unicode TR 15) are what counts. Always a copy. */
function normalise(password: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(password).toString('utf8').normalize('NFC'));
}

/** A hash that no password is known for. Checking against it costs what any other costs (R38). */
function randomHash({ memoryCost, timeCost, parallelism }: HashCost): string {
  const encode = (length: number) => randomBytes(length).toString('base64').replaceAll('=', '');
  const cost = `m=${memoryCost},t=${timeCost},p=${parallelism}`;
  return `$argon2id$v=19$${cost}$${encode(16)}$${encode(32)}`;
}
