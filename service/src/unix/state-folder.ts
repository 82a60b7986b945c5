import { lstatSync, mkdirSync } from 'node:fs';

/** The folder of keys and state cannot be trusted; the service must not put anything there. */
export class StateFolderError extends Error {
  override readonly name = 'StateFolderError';
}

/** Makes the folder for our user alone. One that was there is taken only if nobody else can change what is in it. */
export function prepareStateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stats = lstatSync(path);
  if (!stats.isDirectory() || stats.uid !== process.getuid?.() || (stats.mode & 0o022) !== 0) {
    throw new StateFolderError(`${path} must be a folder that only this user can write to`);
  }
}
