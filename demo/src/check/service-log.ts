import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

/** How often the service has got a kit of somebody. That happens in the background, and only its log says so. */
export async function countKits(logFolder: string, sid: string): Promise<number> {
  const names = await readdir(logFolder).catch(() => []);
  const texts = await Promise.all(
    names.map((name) => readFile(path.join(logFolder, name), 'utf8').catch(() => '')),
  );
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.includes('"kit.kept"') && line.includes(`"${sid}"`)).length;
}
