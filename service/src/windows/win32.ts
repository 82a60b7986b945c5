import { createRequire } from 'node:module';

import type * as koffi from 'koffi';

/** Koffi, loaded when the first adapter calls Windows with it: idle memory counts on every workstation. */
export function loadKoffi(): typeof koffi {
  return createRequire(import.meta.url)('koffi') as typeof koffi;
}

/** A Windows function failed. `win32` is the error's number; the text never quotes data. */
export class WindowsError extends Error {
  override readonly name = 'WindowsError';
  readonly win32: number;

  constructor(call: string, win32: number) {
    super(`${call} failed with error ${win32}`);
    this.win32 = win32;
  }
}

/** Windows' strings: UTF-16 with a null character at the end. */
export function wideString(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}
