import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';

import type { administration } from '@gatehouse/protocol';

import type { CoreLogger } from '../../core-logger.js';
import type { BreachedList } from './breached-list.js';
import { HashFile, identityOf } from './hash-file.js';
import { BreachedListError } from './hash-line.js';

/** How often it is looked whether another file has taken the name, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** Pieces of a file that are looked at before it is used, and when an administrator asks. */
const QUICK_PIECES = 64;
const THOROUGH_PIECES = 4096;

/** An open file, and how many look-ups are using it. */
interface Opened {
  file: HashFile;
  uses: number;
  isLeft: boolean;
}

/**
 * The list in a file, as "Have I Been Pwned" gives it: SHA-1 of passwords in hexadecimal, a line each, sorted. Another
 * file may take its name at any time; until it has been looked at, and while it is not in order, the one before is used.
 */
export class FileBreachedList implements BreachedList {
  readonly #path: string;
  readonly #logger: CoreLogger | undefined;
  #opened: Opened | undefined;
  /** Of the last file that was looked at, in order or not. */
  #identity: string | undefined;
  #fault: string | undefined;
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;

  private constructor(path: string, logger: CoreLogger | undefined) {
    this.#path = path;
    this.#logger = logger;
  }

  /** Whatever is wrong with the file is logged: people log on without it. */
  static async open(path: string, logger?: CoreLogger): Promise<FileBreachedList> {
    const list = new FileBreachedList(path, logger);
    await list.#look();
    return list;
  }

  get isPresent(): boolean {
    return this.#opened !== undefined;
  }

  async has(password: Uint8Array): Promise<boolean | undefined> {
    await this.#lookNowAndThen();
    const opened = this.#opened;
    if (opened === undefined) return undefined;
    opened.uses += 1;
    try {
      return await opened.file.has(hashOf(password));
    } catch (error) {
      this.#report(error);
      return undefined;
    } finally {
      opened.uses -= 1;
      await closeUnused(opened);
    }
  }

  async check(): Promise<administration.PasswordListCheck> {
    const about = { configured: true, path: this.#path };
    try {
      const file = await HashFile.open(this.#path);
      try {
        const hashes = await file.check(THOROUGH_PIECES);
        return { ...about, ok: true, bytes: file.size, hashes };
      } finally {
        await file.close();
      }
    } catch (error) {
      return { ...about, ok: false, fault: faultOf(error) };
    }
  }

  async close(): Promise<void> {
    await this.#looking;
    await this.#replace(undefined);
  }

  async #lookNowAndThen(): Promise<void> {
    if (performance.now() - this.#lookedAt < LOOK_EVERY_MS && this.#looking === undefined) return;
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    // Only who has nothing to look at waits for it.
    if (this.#opened === undefined) await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      const identity = identityOf(await stat(this.#path));
      if (identity === this.#identity) return;
      this.#identity = identity;
      const file = await HashFile.open(this.#path);
      try {
        await file.check(QUICK_PIECES);
      } catch (error) {
        await file.close();
        throw error;
      }
      this.#fault = undefined;
      await this.#replace({ file, uses: 0, isLeft: false });
    } catch (error) {
      this.#report(error);
    } finally {
      this.#lookedAt = performance.now();
    }
  }

  async #replace(next: Opened | undefined): Promise<void> {
    const before = this.#opened;
    this.#opened = next;
    if (before === undefined) return;
    before.isLeft = true;
    await closeUnused(before);
  }

  /** Once for each thing that is wrong: it is met at every look-up. */
  #report(error: unknown): void {
    const reason = faultOf(error);
    if (reason === this.#fault) return;
    this.#fault = reason;
    this.#logger?.warn('the list of breached passwords cannot be used', {
      path: this.#path,
      reason,
      kept: this.isPresent,
    });
  }
}

async function closeUnused({ file, uses, isLeft }: Opened): Promise<void> {
  if (isLeft && uses === 0) await file.close();
}

function hashOf(password: Uint8Array): string {
  return createHash('sha1').update(password).digest('hex').toUpperCase();
}

function faultOf(error: unknown): string {
  if (error instanceof BreachedListError) return error.message;
  const { code } = error as { code?: unknown };
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'the server may not read it';
  return typeof code === 'string' ? `it cannot be read (${code})` : 'it cannot be read';
}
