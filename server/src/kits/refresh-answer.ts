import type { RefreshedKits } from '@gatehouse/protocol';

import type { KitRecord } from './kit-store.js';
import type { PreparedKit } from './prepare-kit.js';

/** Bytes of kits in one answer, which a workstation reads 64 KiB of. */
const MAX_ANSWER_BYTES = 48 * 1024;

/** Gathers the answer to a workstation, no longer than it reads. */
export class RefreshAnswer {
  readonly #kits: string[] = [];
  readonly #withdrawn: string[];
  #bytes = 0;
  #isFull = false;

  constructor(withdrawn: string[]) {
    this.#withdrawn = withdrawn;
  }

  /** Some kit did not fit any more. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** One kit always fits. Says so before the kit is counted: one that is counted must be given out. */
  hasRoomFor({ contents }: PreparedKit): boolean {
    // A JWS is base64, with a header and a signature around.
    const bytes = (Buffer.byteLength(JSON.stringify(contents)) + 256) * (4 / 3) + 256;
    if (this.#kits.length > 0 && this.#bytes + bytes > MAX_ANSWER_BYTES) this.#isFull = true;
    return !this.#isFull;
  }

  add(kit: string): void {
    this.#kits.push(kit);
    this.#bytes += kit.length;
  }

  withdraw({ principalId }: KitRecord): void {
    this.#withdrawn.push(principalId);
  }

  finish(isUnfinished: boolean): RefreshedKits {
    const more = isUnfinished || this.#isFull;
    return { kits: this.#kits, withdrawn: this.#withdrawn, ...(more ? { more } : {}) };
  }
}
