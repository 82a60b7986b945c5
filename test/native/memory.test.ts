import { jest } from '@jest/globals';

import { NATIVE, buildNative } from '../../tools/build-native.mjs';
import { createWinePrefix } from '../support/wine.js';
import { playLogonUi } from './logon-host.js';

jest.setTimeout(180_000);

test('the provider adds at most a megabyte to LogonUI', async () => {
  await buildNative('windows');
  await using prefix = await createWinePrefix();
  await prefix.registerServer(NATIVE.provider);
  const lines = await playLogonUi(prefix, [
    'memory',
    'scenario logon',
    'user S-1-5-21-1-2-3-1001 PC\\alice',
    'advise',
    'select 0',
    'sleep 300',
    'memory',
    'unadvise',
    'quit',
  ]);
  const [before, after] = lines.filter(({ result }) => result === 'memory');
  if (before === undefined || after === undefined) throw new Error('nothing was measured');
  const heap = (after.privateBytes ?? NaN) - (before.privateBytes ?? NaN);
  // Wine commits whole stacks where Windows commits pages: the one thread is taken out at Wine's own price.
  const added = heap - (after.bareThreadBytes ?? NaN) + (after.providerImageBytes ?? NaN);
  expect(added).toBeLessThanOrEqual(1024 * 1024);
});
