import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const SOURCE = path.join(import.meta.dirname, 'wine-clock.c');

const libraryOf = (prefix: string) => path.join(prefix, 'clock.so');
const shiftOf = (prefix: string) => path.join(prefix, 'clock-shift');

/** Gives a prefix a clock of its own, before anything of it runs. */
export async function addWineClock(prefix: string): Promise<void> {
  setWineClock(prefix, 0);
  const library = libraryOf(prefix);
  await execute('gcc', ['-shared', '-fPIC', '-O2', '-o', library, SOURCE, '-ldl']);
}

/** Sets the clock of a prefix so many seconds ahead of the machine's. What runs sees it at once. */
export function setWineClock(prefix: string, aheadSeconds: number): void {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(aheadSeconds));
  // Not replaced: running processes have mapped this very file.
  writeFileSync(shiftOf(prefix), bytes, { flag: existsSync(shiftOf(prefix)) ? 'r+' : 'w' });
}

/** What makes a process of the prefix see the prefix's clock; nothing where it has none of its own. */
export function wineClockEnvironment(prefix: string): Record<string, string> {
  const library = libraryOf(prefix);
  return existsSync(library) ? { LD_PRELOAD: library, GATEHOUSE_WINE_CLOCK: shiftOf(prefix) } : {};
}
