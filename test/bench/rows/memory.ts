import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { NATIVE, buildNative } from '../../../tools/build-native.mjs';
import { LogonHost } from '../../support/logon-host.js';
import { median } from '../../support/statistics.js';
import { installGatehouse } from '../../support/wine-gatehouse.js';
import type { InstalledGatehouse } from '../../support/wine-gatehouse.js';
import { createWinePrefix } from '../../support/wine.js';
import type { WinePrefix } from '../../support/wine.js';
import type { Row } from '../row.js';

const MIB = 1024 * 1024;
/** Long enough that both have collected what starting left behind. */
const SETTLE_MS = 4_000;
const READINGS = 5;
const BARE = 'setInterval(() => undefined, 1 << 30)';

export const memory: Row = {
  name: 'memory',
  about:
    'the idle service over a bare node.exe, and what the provider adds to its host, under Wine',
  async measure({ say }) {
    await buildNative('windows');
    say('installing under Wine');
    await using prefix = await createWinePrefix();
    const installed = await installGatehouse(prefix, { provider: NATIVE.provider });
    const service = await measureService(prefix, installed, say);
    const provider = await measureProvider(prefix);
    return [
      { part: 'service', value: service / MIB, unit: 'MiB', budget: 15, limit: 'most' },
      { part: 'provider', value: provider / MIB, unit: 'MiB', budget: 1, limit: 'most' },
    ];
  },
};

/** Proportional set sizes, read while both run: what they share, they share half and half. */
async function measureService(
  prefix: WinePrefix,
  { service, folder }: InstalledGatehouse,
  say: (message: string) => void,
): Promise<number> {
  await service.start();
  const program = path.join(folder, 'node.exe');
  await using _bare = await prefix.spawn(program, ['-e', BARE]);
  await sleep(SETTLE_MS);
  const servicePid = await service.pid();
  const barePid = (await prefix.findProcesses('node.exe', BARE))[0];
  if (servicePid === undefined || barePid === undefined)
    throw new Error('one of them does not run');
  const readings: { service: number; bare: number }[] = [];
  for (let count = 0; count < READINGS; count++) {
    readings.push({ service: await residentOf(servicePid), bare: await residentOf(barePid) });
    await sleep(200);
  }
  const of = (which: 'service' | 'bare') => median(readings.map((reading) => reading[which]));
  say(`service ${(of('service') / MIB).toFixed(1)} MiB, bare ${(of('bare') / MIB).toFixed(1)} MiB`);
  return of('service') - of('bare');
}

/** Bytes. */
async function residentOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  if (kilobytes === undefined)
    throw new Error('the kernel does not tell the proportional set size');
  return Number(kilobytes) * 1024;
}

/**
 * Committed private bytes of the host after the provider showed the service's first screen, less those before, and the provider's image.
 * Wine commits whole stacks where Windows commits pages: the provider's one thread is taken out at Wine's own price.
 */
async function measureProvider(prefix: WinePrefix): Promise<number> {
  await using host = new LogonHost(prefix, NATIVE.logonHost);
  const before = await memoryOf(host);
  await host.open([{ sid: 'S-1-5-21-1-2-3-1001', name: 'PC\\alice' }], 0);
  const after = await memoryOf(host);
  return (
    after.privateBytes - before.privateBytes - after.bareThreadBytes + after.providerImageBytes
  );
}

async function memoryOf(host: LogonHost) {
  const line = (await host.command('memory')).find(({ result }) => result === 'memory');
  const read = (name: string): number => {
    const value = line?.[name];
    if (typeof value !== 'number') throw new Error(`the host does not tell ${name}`);
    return value;
  };
  return {
    privateBytes: read('privateBytes'),
    providerImageBytes: read('providerImageBytes'),
    bareThreadBytes: read('bareThreadBytes'),
  };
}
