import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';

/** A loopback port that nobody listens on now. */
async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** The port of a kept folder: the workstation that joined goes on to look for the server there. */
export async function keptPort(folder: string): Promise<number> {
  const file = path.join(folder, 'port');
  const kept = Number(await readFile(file, 'utf8').catch(() => ''));
  if (Number.isInteger(kept) && kept > 0 && kept < 65_536) return kept;
  const port = await findFreePort();
  await writeFile(file, `${port}\n`);
  return port;
}
