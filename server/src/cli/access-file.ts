import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import { z } from 'zod';

import { UsageError } from './errors.js';
import { errorCode } from './system-error.js';

/** What an administrator needs to use the API from here. It is a secret: the file is the owner's alone. */
const Access = z.strictObject({
  url: z.url({ protocol: /^https$/ }).optional(),
  key: z.string().regex(/^[\x21-\x7e]{8,256}$/),
  /** PEM of the authority that issued the server's certificate. */
  authority: z.string().optional(),
});
export type Access = z.infer<typeof Access>;

const MAX_FILE_BYTES = 65_536;

/** Where `admin claim` writes, and where the other commands look. */
export function defaultAccessFile(environment: NodeJS.ProcessEnv): string {
  const base = environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  return join(base, 'gatehouse', 'access.json');
}

/**
 * Reads an access file: what `admin claim` wrote, or an API key alone on its line.
 *
 * @returns undefined when there is no such file
 * @throws UsageError when others may read the file, or it holds something else
 */
export async function readAccessFile(path: string): Promise<Access | undefined> {
  const facts = await stat(path).catch((cause: unknown) => {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw new UsageError(`The key file ${path} cannot be read.`, 'Check its owner and mode.');
  });
  if (facts === undefined) return undefined;
  if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0) {
    throw new UsageError(
      `The key file ${path} can be read by others.`,
      `Run: chmod 600 ${path} (and revoke the key if others could have read it).`,
    );
  }
  if (!facts.isFile() || facts.size > MAX_FILE_BYTES) throw notAnAccessFile(path);
  const text = (await readFile(path, 'utf8')).trim();
  const parsed = Access.safeParse(text.startsWith('{') ? jsonOf(text) : { key: text });
  if (!parsed.success) throw notAnAccessFile(path);
  return parsed.data;
}

/** Writes an access file with mode 0600, whole or not at all. @throws UsageError */
export async function writeAccessFile(path: string, access: Access): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(temporary, `${JSON.stringify(access, undefined, 2)}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
    await rename(temporary, path);
  } catch {
    await rm(temporary, { force: true });
    throw new UsageError(`The key file ${path} cannot be written.`, 'Choose another: --key-file.');
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notAnAccessFile(path: string): UsageError {
  return new UsageError(
    `The key file ${path} does not hold an API key.`,
    'It holds what "gatehouse admin claim" wrote, or the key alone.',
  );
}
