import { writeFile } from 'node:fs/promises';

import { UsageError } from './errors.js';

/** Writes a secret to a new file that only its owner may read. @throws UsageError when it exists or cannot be made */
export async function writeSecretFile(path: string, secret: string): Promise<void> {
  try {
    await writeFile(path, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  } catch {
    throw new UsageError(
      `The file ${path} cannot be made; perhaps it exists.`,
      'Choose another, or remove it first: a secret is never written into an existing file.',
    );
  }
}
