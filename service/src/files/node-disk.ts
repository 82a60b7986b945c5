import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

import type { Disk } from './disk.js';

/**
 * The disk of this computer. Its calls wait: what is counted must not be overtaken by another count, and a flush is a
 * matter of milliseconds.
 */
export const nodeDisk: Disk = {
  makeFolder: (path) => {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  },
  read: (path) => unlessMissing(() => readFileSync(path)),
  create: (path, contents) => writeFileSync(path, contents, { flag: 'wx', mode: 0o600 }),
  overwrite: (path, contents) => writeFileSync(path, contents, { flag: 'r+' }),
  flush: (path) => flushHandle(path, 'r+'),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { force: true }),
  flushName: (path) => {
    // Windows flushes no folders: a file's name is among what FlushFileBuffers writes for the file. A removal is not
    // safe there when this returns, so whoever removes must be able to find the file again.
    if (process.platform !== 'win32') flushHandle(dirname(path), 'r');
    else if (existsSync(path)) flushHandle(path, 'r+');
  },
  list: (folder) => unlessMissing(() => readdirSync(folder)) ?? [],
};

function flushHandle(path: string, flags: string): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function unlessMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
