import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** A secret that was planted in a run, and must be found nowhere that the run leaves behind. */
export interface Canary {
  name: string;
  bytes: Buffer;
}

interface Pattern {
  canary: string;
  encoding: string;
  bytes: Buffer;
}

/** Where a canary was found. */
export interface Leak {
  place: string;
  canary: string;
  encoding: string;
}

export function textCanary(name: string, text: string): Canary {
  return { name, bytes: Buffer.from(text, 'utf8') };
}

/** Looks for canaries as they are, in UTF-16LE, base64 at each of its three alignments, base64url and hex. */
export class CanarySearch {
  readonly #patterns: Pattern[];

  constructor(canaries: Canary[]) {
    this.#patterns = canaries.flatMap(patternsOf);
  }

  inBytes(place: string, bytes: Buffer): Leak[] {
    return this.#patterns
      .filter((pattern) => holds(bytes, pattern.bytes))
      .map(({ canary, encoding }) => ({ place, canary, encoding }));
  }

  /** Every file below a folder, whatever it is called. */
  async inFolder(
    folder: string,
    options: {
      /** Paths that are allowed to hold secrets. */
      except?: string[];
      /** Leaves out what was last written before: what a run cannot have left behind. */
      since?: Date;
    } = {},
  ): Promise<{ leaks: Leak[]; files: number }> {
    const { except = [], since = new Date(0) } = options;
    const leaks: Leak[] = [];
    let files = 0;
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (!entry.isFile() || except.includes(file)) continue;
      if ((await stat(file)).mtime < since) continue;
      files++;
      leaks.push(...this.inBytes(file, await readFile(file)));
    }
    return { leaks, files };
  }
}

function patternsOf({ name, bytes }: Canary): Pattern[] {
  const pattern = (encoding: string, found: Buffer): Pattern => ({
    canary: name,
    encoding,
    bytes: found,
  });
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(bytes);
  const encodings = [
    pattern('utf-8', bytes),
    ...(isText ? [pattern('utf-16le', Buffer.from(text, 'utf16le'))] : []),
    pattern('hex', Buffer.from(bytes.toString('hex'))),
    pattern('hex', Buffer.from(bytes.toString('hex').toUpperCase())),
    ...[0, 1, 2].flatMap((shift) =>
      (['base64', 'base64url'] as const).map((encoding) =>
        pattern(encoding, Buffer.from(inBase64(bytes, shift, encoding))),
      ),
    ),
  ];
  return isText
    ? [
        ...encodings,
        pattern(
          'utf-16le in base64',
          Buffer.from(inBase64(Buffer.from(text, 'utf16le'), 0, 'base64')),
        ),
      ]
    : encodings;
}

/** The characters of base64 that depend on these bytes alone when `shift` bytes come before them. */
function inBase64(bytes: Buffer, shift: number, encoding: 'base64' | 'base64url'): string {
  const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
  const whole = padded.subarray(0, padded.length - (padded.length % 3));
  return whole.toString(encoding).slice(shift === 0 ? 0 : 4);
}

/**
 * A passcode of six digits stands by chance in many a number: it counts only where no digit, letter or dot is beside
 * it.
 */
function holds(bytes: Buffer, pattern: Buffer): boolean {
  const isShortNumber = /^(\d\0?){6,8}$/.test(pattern.toString('latin1'));
  for (let at = bytes.indexOf(pattern); at !== -1; at = bytes.indexOf(pattern, at + 1)) {
    if (!isShortNumber) return true;
    const before = String.fromCharCode(bytes[at - 1] ?? 0);
    const after = String.fromCharCode(bytes[at + pattern.length] ?? 0);
    if (!/[0-9A-Za-z.]/.test(before) && !/[0-9A-Za-z.]/.test(after)) return true;
  }
  return false;
}
