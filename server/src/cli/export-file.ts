import { open, readFile, rename, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import { UsageError } from './errors.js';
import { errorCode } from './system-error.js';

/** Longer than any line of an export. */
const TAIL_BYTES = 262_144;

/** A file that lines are added to, and that is safe on the disk before anybody relies on it. */
export class ExportFile implements AsyncDisposable {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Cuts off half a line that an interrupted export left. @throws UsageError */
  static async open(path: string): Promise<ExportFile> {
    const handle = await open(path, 'a+', 0o600).catch((cause: unknown) => {
      throw new UsageError(
        `The file ${path} cannot be written (${errorCode(cause) ?? 'error'}).`,
        'Check the folder and its mode.',
      );
    });
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const tail = Buffer.alloc(size - start);
    await handle.read(tail, 0, tail.length, start);
    const end = start + tail.lastIndexOf(0x0a) + 1;
    if (end < size) await handle.truncate(end);
    return new ExportFile(handle);
  }

  async add(lines: readonly string[]): Promise<void> {
    await this.#handle.appendFile(`${lines.join('\n')}\n`);
    await this.#handle.datasync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

/** Where an export goes on; undefined when the file does not exist yet. @throws UsageError */
export async function readCursorFile(path: string): Promise<string | undefined> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new UsageError(`The file ${path} cannot be read.`, 'Check its mode.');
  }
  if (/^\d{1,18}$/.test(text)) return text;
  throw new UsageError(`The file ${path} holds no cursor.`, 'Name the file of an earlier export.');
}

/** Whole or not at all: a crash leaves the cursor before it. */
export async function writeCursorFile(path: string, cursor: string): Promise<void> {
  const temporary = `${path}.new`;
  try {
    await writeFile(temporary, `${cursor}\n`, { mode: 0o600, flush: true });
    await rename(temporary, path);
  } catch {
    throw new UsageError(`The file ${path} cannot be written.`, 'Check the folder and its mode.');
  }
}
