import { lstatSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { nodeDisk } from '../files/node-disk.js';
import { UNFINISHED, replaceFile } from '../files/replace-file.js';
import { StartMenuError } from '../user-tools/start-menu.js';
import type { StartMenu } from '../user-tools/start-menu.js';
import { WindowsError, loadKoffi } from './win32.js';

/** Twice what the longest shortcut of ours takes. */
const MAX_BYTES = 4096;

const CSIDL_COMMON_PROGRAMS = 0x17;
const MAX_PATH = 260;

/**
 * Programs of the Start menu that all users share. Asked of Windows: a service's environment may name another folder. Only
 * administrators and SYSTEM may write there, and everybody reads: files take their access from the folder.
 * https://learn.microsoft.com/windows/win32/api/shlobj_core/nf-shlobj_core-shgetfolderpathw
 *
 * @throws WindowsError
 */
export function commonPrograms(): string {
  const path = Buffer.alloc(MAX_PATH * 2);
  const get = loadKoffi()
    .load('shell32.dll')
    .func('SHGetFolderPathW', 'int32_t', ['void *', 'int', 'void *', 'uint32_t', 'void *']);
  const result = get(null, CSIDL_COMMON_PROGRAMS, null, 0, path) as number;
  if (result !== 0) throw new WindowsError('SHGetFolderPathW', result);
  return path.toString('utf16le').replace(/\0.*$/s, '');
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
