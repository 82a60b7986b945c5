import { open } from 'node:fs/promises';

import { UsageError } from './errors.js';

/**
 * Reads a text file that holds secrets and is the owner's alone.
 * @throws UsageError when others may read it, or it is too large, no file, or not UTF-8
 */
export async function readPrivateFile(path: string, maxBytes: number): Promise<string> {
  const handle = await open(path, 'r').catch(() => {
    throw new UsageError(`The file ${path} cannot be read.`, 'Check the path and its mode.');
  });
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) throw new UsageError(`${path} is no file.`, 'Name a file.');
    if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0) {
      throw new UsageError(
        `The file ${path} holds secrets and can be read by others.`,
        `Run: chmod 600 ${path}`,
      );
    }
    if (facts.size > maxBytes) {
      throw new UsageError(`The file ${path} is larger than ${maxBytes} bytes.`, 'Split it.');
    }
    return decode(path, await handle.readFile());
  } finally {
    await handle.close();
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`The file ${path} is not UTF-8 text.`, 'Export it as UTF-8.');
  }
}
