import { randomBytes, randomFillSync } from 'node:crypto';

/** Cryptographic randomness as an argument. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** Bytes drawn at once: a logon needs a dozen ids and nonces, and a draw costs the same whatever its length. */
const RESERVE_BYTES = 4096;
const MAX_FROM_RESERVE = 32;

/** Draws short pieces from a reserve. A piece is handed out once, and wiped where it was. */
class SystemRandom implements Random {
  readonly #reserve = new Uint8Array(RESERVE_BYTES);
  #next = RESERVE_BYTES;

  bytes(length: number): Uint8Array {
    if (length > MAX_FROM_RESERVE) return randomBytes(length);
    if (this.#next + length > RESERVE_BYTES) {
      randomFillSync(this.#reserve);
      this.#next = 0;
    }
    const piece = this.#reserve.slice(this.#next, this.#next + length);
    this.#reserve.fill(0, this.#next, this.#next + length);
    this.#next += length;
    return piece;
  }
}

export const systemRandom: Random = new SystemRandom();
