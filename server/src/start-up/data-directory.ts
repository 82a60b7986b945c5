import { access, constants, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

import { ConfigurationError } from '../config/env.js';
import { errorCode } from '../errors/system-error.js';

const WRITABLE_BY_OTHERS = 0o022;

/** What an operator can mend: by what the system says, what that means for the folder. */
const MISTAKES: Record<string, string> = {
  EEXIST: 'is a file, not a folder',
  ENOTDIR: 'lies below a file, not a folder',
  ENOENT: 'cannot be made there',
  EACCES: 'may not be written to by the user that runs the server',
  EPERM: 'may not be written to by the user that runs the server',
  EROFS: 'lies on a read-only file system',
};

/**
 * Makes the data folder, which nobody else may list. One that exists is left as it is: it may be somebody's choice, or
 * somebody's mistake.
 *
 * @throws ConfigurationError when others may write to it, or we may not
 */
export async function prepareDataDirectory(folder: string): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  // PostgreSQL, started by root as another user, passes through to its own folder.
  const made = await makeFolder(folder, isRoot ? 0o711 : 0o700).catch((error: unknown) =>
    explain(folder, error),
  );
  await access(folder, constants.W_OK).catch((error: unknown) => explain(folder, error));
  if (made || process.platform === 'win32') return;
  const { mode } = await stat(folder);
  if ((mode & WRITABLE_BY_OTHERS) !== 0) {
    throw new ConfigurationError(
      `GATEHOUSE_DATA: others may write to ${folder} (mode ${(mode & 0o7777).toString(8)}): name a folder of its own`,
    );
  }
}

/**
 * Makes a folder and those above it. Node's own `recursive` tries for ever where a folder that exists takes no others, as
 * `/proc` does.
 *
 * @returns whether it was missing
 */
async function makeFolder(folder: string, mode: number): Promise<boolean> {
  if (await isFolder(folder)) return false;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent, mode);
  try {
    await mkdir(folder, { mode });
    return true;
  } catch (error) {
    // Somebody else was quicker.
    if (errorCode(error) === 'EEXIST' && (await isFolder(folder))) return false;
    throw error;
  }
}

/** @throws what keeps us from looking */
async function isFolder(name: string): Promise<boolean> {
  try {
    return (await stat(name)).isDirectory();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function explain(folder: string, error: unknown): never {
  const mistake = MISTAKES[errorCode(error) ?? ''];
  if (mistake === undefined) throw error;
  throw new ConfigurationError(`GATEHOUSE_DATA: ${folder} ${mistake}`);
}
