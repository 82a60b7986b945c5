import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

import type {
  PasswordCheck,
  WindowsAccount,
  WindowsPasswords,
} from '../offline/windows-passwords.js';

/**
 * Stands for Windows in demonstrations and tests: a private JSON file `{ "CORP\\alice": "password" }`, read at each
 * check. Nothing uses it unless the configuration names it.
 */
export class PasswordFile implements WindowsPasswords {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- a port's method: failures must reject, not throw
  async check({ domain, name }: WindowsAccount, password: Uint8Array): Promise<PasswordCheck> {
    const passwords = this.#read();
    if (passwords === undefined) return 'unavailable';
    const wanted = (domain === undefined ? name : `${domain}\\${name}`).toUpperCase();
    const found = Object.entries(passwords).find(([known]) => known.toUpperCase() === wanted);
    const known = typeof found?.[1] === 'string' ? found[1] : undefined;
    return known !== undefined && isEqual(Buffer.from(known, 'utf8'), password) ? 'right' : 'wrong';
  }

  keepsLogonsOf(): boolean {
    return true;
  }

  #read(): Record<string, unknown> | undefined {
    try {
      if ((statSync(this.#path).mode & 0o077) !== 0) return undefined;
      const parsed: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
    } catch {
      return undefined;
    }
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
  return timingSafeEqual(hash(a), hash(b));
}
