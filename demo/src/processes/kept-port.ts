import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { findFreePort } from './free-port.js';

/** The port of a kept folder: the workstation that joined goes on to look for the server there. */
export async function keptPort(folder: string): Promise<number> {
  const file = path.join(folder, 'port');
  const kept = Number(await readFile(file, 'utf8').catch(() => ''));
  if (Number.isInteger(kept) && kept > 0 && kept < 65_536) return kept;
  const port = await findFreePort();
  await writeFile(file, `${port}\n`);
  return port;
}
