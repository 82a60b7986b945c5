import { readFile, readdir } from 'node:fs/promises';

/** Unix process ids that belong to a Wine prefix and whose command line holds all of `words`. */
export async function findWineProcesses(prefix: string, words: string[]): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [environment, commandLine] = await Promise.all(
      ['environ', 'cmdline'].map((file) =>
        readFile(`/proc/${name}/${file}`, 'utf8').catch(() => ''),
      ),
    );
    if (environment?.split('\0').includes(`WINEPREFIX=${prefix}`) !== true) continue;
    // Wine shows one argument as one string, or the whole command line as one.
    const shown = commandLine?.replaceAll('\0', ' ') ?? '';
    if (words.every((word) => shown.includes(word))) found.push(Number(name));
  }
  return found;
}
