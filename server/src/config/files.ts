import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

import { errorCode } from '../errors/system-error.js';
import { ConfigurationError } from './env.js';

export const MAX_FILE_BYTES = 65_536;

/** A file that nobody but its owner may read. Its last line end is not part of it. */
export async function readSecretFile(name: string, file: string): Promise<string> {
  return (await readBounded(name, file, true)).replace(/\r?\n$/, '');
}

/** A file that may be read by everybody. */
export async function readPublicFile(name: string, file: string): Promise<string> {
  return readBounded(name, file, false);
}

/** Opened once: what was checked is what is read. */
async function readBounded(name: string, file: string, secret: boolean): Promise<string> {
  const handle = await open(file, constants.O_RDONLY).catch((cause: unknown) => {
    throw new ConfigurationError(
      `${name}: ${file} cannot be opened (${errorCode(cause) ?? 'error'})`,
    );
  });
  try {
    const { size, mode } = await handle.stat();
    if (size > MAX_FILE_BYTES) throw new ConfigurationError(`${name}: ${file} is too long`);
    if (secret && process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new ConfigurationError(`${name}: others may read ${file}: chmod 600 it`);
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
