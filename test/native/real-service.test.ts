import { userInfo } from 'node:os';

import { jest } from '@jest/globals';

import { NATIVE, buildNative } from '../../tools/build-native.mjs';
import { installGatehouse } from '../support/wine-gatehouse.js';
import { createWinePrefix } from '../support/wine.js';
import { calls, last, playLogonUi } from './logon-host.js';

jest.setTimeout(300_000);

test('the provider believes the real service, and a workstation that is not joined lets in listed accounts alone (R5, R17)', async () => {
  await buildNative('windows');
  await using prefix = await createWinePrefix();
  const gatehouse = await installGatehouse(prefix, { provider: NATIVE.provider });
  const { service } = gatehouse;
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
  // The account that Wine's LSA knows for whoever runs it, and whose password it takes for right, whatever it is.
  const sid = 'S-1-5-21-0-0-0-1000';
  await prefix.setRegistry('HKLM\\SOFTWARE\\Policies\\Gatehouse', 'BreakGlassSids', [sid]);
  const broken = await playLogonUi(prefix, [
    'scenario logon',
    'advise',
    'select 0',
    'wait-field password visible',
    `set userName ${userInfo().username}`,
    'set password glass',
    'submit',
    'unadvise',
    'quit',
  ]);
  await service.stop();
  // Read at the attempt: the service ran all the time.
  expect(last(calls(broken, 'GetSerialization'))).toMatchObject({
    serialization: { user: userInfo().username, password: 'glass' },
  });
  const log = await gatehouse.log();
  expect(log.filter(({ message }) => message === 'break-glass.granted')).toMatchObject([{ sid }]);
  expect(log.filter(({ message }) => message === 'break-glass.fault')).toEqual([]);
  const serialized = last(calls(lines, 'GetSerialization'));
  expect(serialized.serialization).toBeUndefined();
  // The service's own words, not the DLL's: the pipe was trusted and both spoke.
  const { fields } = last(lines.filter(({ result }) => result === 'fields'));
  expect(fields?.['message']?.text).toBe(serialized.status);
  expect(serialized).toMatchObject({ response: 'no-credential-not-finished', icon: 'error' });
  expect(serialized.status).toMatch(/not set up/);
});
