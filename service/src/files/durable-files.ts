import { join } from 'node:path';

import type { Disk } from './disk.js';
import { UNFINISHED, replaceFile } from './replace-file.js';

/** Port: the files of one folder. Each operation says what a reader finds when the power is cut in the middle of it. */
export interface DurableFiles {
  /** Undefined when there is no such file. */
  read(name: string): Uint8Array | undefined;
  /** A cut leaves the old file or the new one, whole. */
  replace(name: string, contents: Uint8Array): void;
  /**
   * Writes over a file and removes it. A cut leaves it whole, spoilt, or gone: who must know that it was to go writes
   * that down before. Copies that the file system or the drive made by itself are out of reach.
   */
  destroy(name: string): void;
  /** A cut leaves the file whole or gone. */
  remove(name: string): void;
  list(): string[];
  /** Removes what cuts have left unfinished. Nothing may be under way. */
  sweep(): void;
}

const NAME = /^[a-z0-9][a-z0-9.-]{0,100}$/;

export class FolderFiles implements DurableFiles {
  readonly #disk: Disk;
  readonly #folder: string;

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  read(name: string): Uint8Array | undefined {
    return this.#disk.read(this.#path(name));
  }

  replace(name: string, contents: Uint8Array): void {
    replaceFile(this.#disk, this.#path(name), contents);
  }

  destroy(name: string): void {
    const path = this.#path(name);
    const contents = this.#disk.read(path);
    if (contents === undefined) return;
    this.#disk.overwrite(path, new Uint8Array(contents.length));
    this.#disk.flush(path);
    this.remove(name);
  }

  remove(name: string): void {
    const path = this.#path(name);
    if (this.#disk.read(path) === undefined) return;
    this.#disk.remove(path);
    this.#disk.flushName(path);
  }

  list(): string[] {
    return this.#disk.list(this.#folder).filter((name) => !name.endsWith(UNFINISHED));
  }

  sweep(): void {
    for (const name of this.#disk.list(this.#folder)) {
      if (name.endsWith(UNFINISHED)) this.#disk.remove(join(this.#folder, name));
    }
  }

  #path(name: string): string {
    if (!NAME.test(name)) throw new RangeError(`${name} is no name of a file here`);
    return join(this.#folder, name);
  }
}
