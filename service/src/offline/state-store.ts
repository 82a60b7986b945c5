import { createHash } from 'node:crypto';

import type { DurableFiles } from '../files/durable-files.js';
import type { Vault } from '../vault/vault.js';
import type { Counters } from './counters.js';
import { KitState } from './kit-state.js';
import { openFile, sealFile } from './sealed-file.js';

export const STATE_SUFFIX = '.state';

/** The name of a principal's files: what a directory's id may hold is not what a file's name may. */
export function fileStem(principalId: string): string {
  return createHash('sha256').update(principalId, 'utf8').digest('hex').slice(0, 32);
}

/**
 * Keeps the state of each kit in a file, and the number of its last write in a second store.
 *
 * The file is written first. So the second store is one behind after a power cut, and what the file says has counted:
 * it is believed. Every other difference means that one of the two was brought back from before, or is gone.
 */
export class StateStore {
  readonly #files: DurableFiles;
  readonly #counters: Counters;
  readonly #vault: Vault;

  constructor(parameters: { files: DurableFiles; counters: Counters; vault: Vault }) {
    this.#files = parameters.files;
    this.#counters = parameters.counters;
    this.#vault = parameters.vault;
  }

  /**
   * The state as it was last written, `none` where nothing ever was, or `tampered`.
   * @throws VaultUnavailableError
   */
  read(principalId: string): KitState | 'none' | 'tampered' {
    const stem = fileStem(principalId);
    const counted = this.#counters.read(stem) ?? 0;
    const bytes = this.#files.read(stem + STATE_SUFFIX);
    if (bytes === undefined) return counted === 0 ? 'none' : 'tampered';
    const state = this.#open(bytes, principalId);
    if (state === undefined) return 'tampered';
    if (state.sequence === counted + 1) this.#counters.write(stem, state.sequence);
    else if (state.sequence !== counted) return 'tampered';
    return state;
  }

  /** Writes a state; it is safe in both stores when this returns. */
  write(state: KitState): KitState {
    const stem = fileStem(state.principalId);
    const next = { ...state, sequence: state.sequence + 1 };
    const { principalId } = state;
    this.#files.replace(
      stem + STATE_SUFFIX,
      sealFile({ vault: this.#vault, kind: 'state', principalId }, JSON.stringify(next)),
    );
    this.#counters.write(stem, next.sequence);
    return next;
  }

  /** The number to go on from where what is kept cannot be believed: both stores agree again after the next write. */
  restart(principalId: string): number {
    const counted = this.#counters.read(fileStem(principalId)) ?? 0;
    return Number.isNaN(counted) ? 0 : counted;
  }

  remove(principalId: string): void {
    const stem = fileStem(principalId);
    this.#files.destroy(stem + STATE_SUFFIX);
    this.#counters.remove(stem);
  }

  #open(bytes: Uint8Array, principalId: string): KitState | undefined {
    const contents = openFile({ vault: this.#vault, kind: 'state', principalId }, bytes);
    if (contents === undefined) return undefined;
    try {
      const state = KitState.parse(JSON.parse(contents));
      return state.principalId === principalId ? state : undefined;
    } catch {
      return undefined;
    }
  }
}
