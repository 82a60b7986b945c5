import { closeSync, fstatSync, openSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { readableLog } from './readable-log.js';
import type { ArchivedFile } from './tar.js';

const MAX_FILES = 5;
/** Of each file its end: what happened last is asked about. */
const MAX_BYTES = 2 * 1024 * 1024;

/** The newest lines of the service's log. */
export function lastLogs(folder: string): ArchivedFile[] {
  const names = readdirSync(folder)
    .filter((name) => /^service\d{0,4}\.log$/.test(name))
    .sort()
    .slice(0, MAX_FILES);
  return names.map((name) => ({
    name: `logs/${name}`,
    text: readableLog(endOf(join(folder, name))),
  }));
}

/** Whole lines alone. */
function endOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const from = Math.max(0, size - MAX_BYTES);
    const bytes = Buffer.alloc(size - from);
    const length = readSync(file, bytes, 0, bytes.length, from);
    const text = bytes.toString('utf8', 0, length);
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    closeSync(file);
  }
}
