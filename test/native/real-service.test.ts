import { jest } from '@jest/globals';

import { NATIVE, buildNative } from '../../tools/build-native.mjs';
import { installGatehouse } from '../support/wine-gatehouse.js';
import { createWinePrefix } from '../support/wine.js';
import { calls, last, playLogonUi } from './logon-host.js';

jest.setTimeout(300_000);

test('the provider believes the real service, and a workstation that is not joined grants nothing (R5, R17)', async () => {
  await buildNative('windows');
  await using prefix = await createWinePrefix();
  const { service } = await installGatehouse(prefix, { provider: NATIVE.provider });
  await service.start();
  const lines = await playLogonUi(prefix, [
    'scenario logon',
    'advise',
    'select 0',
    'set userName alice',
    'set password correct horse',
    'submit',
    'fields',
    'unadvise',
    'quit',
  ]);
  await service.stop();
  const serialized = last(calls(lines, 'GetSerialization'));
  expect(serialized.serialization).toBeUndefined();
  // The service's own words, not the DLL's: the pipe was trusted and both spoke.
  const { fields } = last(lines.filter(({ result }) => result === 'fields'));
  expect(fields?.['message']?.text).toBe(serialized.status);
  expect(serialized).toMatchObject({ response: 'no-credential-not-finished', icon: 'error' });
  expect(serialized.status).toMatch(/not set up/);
});
