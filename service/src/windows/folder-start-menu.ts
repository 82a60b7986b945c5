import { lstatSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { nodeDisk } from '../files/node-disk.js';
import { UNFINISHED, replaceFile } from '../files/replace-file.js';
import { StartMenuError } from '../user-tools/start-menu.js';
import type { StartMenu } from '../user-tools/start-menu.js';

/** Twice what the longest shortcut of ours takes. */
const MAX_BYTES = 4096;

/**
 * Programs of the Start menu that all users share (FOLDERID_CommonPrograms, which nobody is meant to move). Only administrators
 * and SYSTEM may write there, and everybody reads: files take their access from the folder.
 * https://learn.microsoft.com/windows/win32/shell/knownfolderid
 */
export function commonPrograms(): string {
  const programData = process.env['ProgramData'] ?? 'C:\\ProgramData';
  return join(programData, 'Microsoft', 'Windows', 'Start Menu', 'Programs');
}

/** A Start menu in a folder. Follows no links, neither of the folder nor of files. */
export class FolderStartMenu implements StartMenu {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(name: string): string | undefined {
    const path = join(this.#folder, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    this.#requireFolder();
    if (!stats.isFile()) {
      throw new StartMenuError('start-menu.not-a-file', `${path} is a link or a folder`);
    }
    if (stats.size > MAX_BYTES) {
      throw new StartMenuError('start-menu.too-large', `${path} is larger than a shortcut`);
    }
    return readFileSync(path, 'latin1');
  }

  replace(name: string, text: string): void {
    this.#requireFolder();
    this.#sweep(name);
    replaceFile(nodeDisk, join(this.#folder, name), Buffer.from(text, 'latin1'));
  }

  remove(name: string): void {
    this.#requireFolder();
    this.#sweep(name);
    rmSync(join(this.#folder, name), { force: true });
  }

  /** Ours is made by Windows. One that we made would let standard users in, as everything new in ProgramData does. */
  #requireFolder(): void {
    if (lstatSync(this.#folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new StartMenuError('start-menu.missing', `${this.#folder} is not a folder`);
    }
  }

  /** Removes what power cuts left of {@link replace}: it would be seen in the menu. */
  #sweep(name: string): void {
    for (const entry of readdirSync(this.#folder)) {
      const between = entry.slice(name.length, -UNFINISHED.length);
      if (entry === `${name}${between}${UNFINISHED}` && /^\.[0-9a-f]{12}$/.test(between)) {
        rmSync(join(this.#folder, entry), { force: true });
      }
    }
  }
}
