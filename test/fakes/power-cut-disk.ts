import { dirname } from 'node:path';

import type { Disk } from '../../service/src/files/disk.js';
import type { SeededRandom } from '../support/seeded-random.js';

/** The power is gone: nothing after this reaches the disk. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

interface Inode {
  live: Uint8Array;
  safe: Uint8Array;
}

/** A change of the names of a folder that nobody flushed yet. */
interface Change {
  path: string;
  inode: Inode | undefined;
}

/**
 * A disk that keeps only what was flushed. Of what was not, a power cut keeps some by chance: names in any order, bytes
 * up to any length. `cutAt` is the change, counted from 1, in the middle of which the power goes.
 */
export class PowerCutDisk implements Disk {
  /** Changes so far: what there is to cut at. */
  changes = 0;
  cutAt = Infinity;
  #dead = false;
  readonly #chance: SeededRandom;
  readonly #names = new Map<string, Inode>();
  readonly #safeNames = new Map<string, Inode>();
  #unsafe: Change[] = [];

  constructor(chance: SeededRandom) {
    this.#chance = chance;
  }

  /** The disk as the next start finds it. */
  restart(): PowerCutDisk {
    const next = new PowerCutDisk(this.#chance.fork('restart'));
    const names = new Map(this.#safeNames);
    for (const { path, inode } of this.#chance.shuffle(this.#unsafe)) {
      if (this.#chance.chance(0.5)) continue;
      if (inode === undefined) names.delete(path);
      else names.set(path, inode);
    }
    for (const [path, { safe, live }] of names) {
      const contents = this.#torn(safe, live);
      const inode = { live: contents, safe: contents };
      next.#names.set(path, inode);
      next.#safeNames.set(path, inode);
    }
    return next;
  }

  makeFolder(): void {
    this.#requirePower();
  }

  read(path: string): Uint8Array | undefined {
    this.#requirePower();
    return this.#names.get(path)?.live.slice();
  }

  create(path: string, contents: Uint8Array): void {
    if (this.#names.has(path)) throw new Error(`${path} is there already`);
    this.#change(() => {
      const inode = { live: contents.slice(), safe: new Uint8Array() };
      this.#name(path, inode);
    });
  }

  overwrite(path: string, contents: Uint8Array): void {
    const inode = this.#require(path);
    this.#change(() => {
      const live = inode.live.slice();
      live.set(contents.subarray(0, live.length));
      inode.live = live;
    });
  }

  flush(path: string): void {
    const inode = this.#require(path);
    this.#change(
      () => undefined,
      () => {
        inode.safe = inode.live;
      },
    );
  }

  rename(from: string, to: string): void {
    const inode = this.#require(from);
    this.#change(() => {
      // One entry of a journal: the old name does not go without the new one.
      this.#names.set(to, inode);
      this.#names.delete(from);
      this.#unsafe.push({ path: to, inode }, { path: from, inode: undefined });
    });
  }

  remove(path: string): void {
    if (this.#dead || !this.#names.has(path)) return;
    this.#change(() => this.#name(path, undefined));
  }

  flushName(path: string): void {
    const folder = dirname(path);
    this.#change(
      () => undefined,
      () => {
        const here = (other: string) => dirname(other) === folder;
        for (const name of [...this.#safeNames.keys()].filter(here)) this.#safeNames.delete(name);
        for (const [name, inode] of this.#names) {
          if (here(name)) this.#safeNames.set(name, inode);
        }
        this.#unsafe = this.#unsafe.filter((change) => !here(change.path));
      },
    );
  }

  list(folder: string): string[] {
    this.#requirePower();
    const inside = [...this.#names.keys()].filter((path) => dirname(path) === folder);
    return inside.map((path) => path.slice(folder.length + 1));
  }

  /** `before` is what a change does, `after` what it does only when the power lasts. */
  #change(before: () => void, after: () => void = () => undefined): void {
    this.#requirePower();
    this.changes++;
    before();
    if (this.changes >= this.cutAt) {
      this.#dead = true;
      throw new PowerCut(`at change ${this.changes}`);
    }
    after();
  }

  #name(path: string, inode: Inode | undefined): void {
    if (inode === undefined) this.#names.delete(path);
    else this.#names.set(path, inode);
    this.#unsafe.push({ path, inode });
  }

  /** Bytes that were not flushed arrive up to some length. */
  #torn(safe: Uint8Array, live: Uint8Array): Uint8Array {
    if (safe === live) return safe;
    const arrived = this.#chance.below(live.length + 1);
    const torn = new Uint8Array(Math.max(arrived, safe.length));
    torn.set(safe);
    torn.set(live.subarray(0, arrived));
    return torn;
  }

  #require(path: string): Inode {
    this.#requirePower();
    const inode = this.#names.get(path);
    if (inode === undefined) throw new Error(`there is no ${path}`);
    return inode;
  }

  #requirePower(): void {
    if (this.#dead) throw new PowerCut('the power is off');
  }
}
