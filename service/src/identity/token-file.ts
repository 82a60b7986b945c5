import { readFileSync, rmSync, statSync } from 'node:fs';

const MAX_TOKEN_BYTES = 4096;

/** The file is not one that a join token should be in. */
export class TokenFileError extends Error {
  override readonly name = 'TokenFileError';
}

/** Reads a join token; undefined when there is no such file. @throws TokenFileError */
export function readTokenFile(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (!stats.isFile() || stats.size > MAX_TOKEN_BYTES) {
    throw new TokenFileError(`${path} is not a file with a join token`);
  }
  if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) {
    throw new TokenFileError(`${path} may be read by others: chmod 600 it`);
  }
  return readFileSync(path, 'utf8').trim();
}

/** Removes a token that was used. Whether that works is not worth a failure: a used token is worth nothing. */
export function removeTokenFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A folder that we may not write to.
  }
}
