import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the state: never what is in it. */
export interface StateFile {
  path: string;
  kind: 'file' | 'folder' | 'link' | 'other';
  bytes: number;
  changed: string;
  /** Owner and rights as the operating system spells them, or why they cannot be read. */
  security: string;
}

const MAX_FILES = 500;
const MAX_DEPTH = 4;

/** The files of the state folder, with who may do what to them. Links are named and not followed. */
export function listStateFiles(
  folder: string,
  securityOf: (path: string) => string,
  depth = 0,
): StateFile[] {
  const stats = lstatSync(folder);
  const entry: StateFile = {
    path: folder,
    kind: stats.isSymbolicLink()
      ? 'link'
      : stats.isDirectory()
        ? 'folder'
        : stats.isFile()
          ? 'file'
          : 'other',
    bytes: stats.size,
    changed: stats.mtime.toISOString(),
    security: securityOf(folder),
  };
  if (entry.kind !== 'folder' || depth >= MAX_DEPTH) return [entry];
  const inside = readdirSync(folder)
    .sort()
    .slice(0, MAX_FILES)
    .flatMap((name) => listStateFiles(join(folder, name), securityOf, depth + 1));
  return [entry, ...inside].slice(0, MAX_FILES);
}
