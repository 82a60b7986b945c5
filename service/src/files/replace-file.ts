import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';

import type { Disk } from './disk.js';
import { nodeDisk } from './node-disk.js';

/** How a file is called until it has its name: a power cut may leave one behind. */
export const UNFINISHED = '.tmp';

/**
 * Replaces a file as one step: after a power cut there is the old one or the new one, never half of one. When this
 * returns it is the new one.
 */
export function replaceFile(disk: Disk, path: string, contents: Uint8Array): void {
  disk.makeFolder(dirname(path));
  const temporary = `${path}.${randomBytes(6).toString('hex')}${UNFINISHED}`;
  try {
    disk.create(temporary, contents);
    disk.flush(temporary);
    disk.rename(temporary, path);
  } catch (error) {
    disk.remove(temporary);
    throw error;
  }
  disk.flushName(path);
}

/** {@link replaceFile} on this computer. Only its owner reads the file (on Windows the folder's descriptor says so). */
export function replacePrivateFile(path: string, contents: Uint8Array): void {
  replaceFile(nodeDisk, path, contents);
}
