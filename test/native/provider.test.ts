import { jest } from '@jest/globals';

import { NATIVE, buildNative } from '../../tools/build-native.mjs';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';

import { calls, events, last, playLogonUi } from './logon-host.js';
import { ScriptedService, WELCOME, screen, shown } from './scripted-service.js';
import type { Rule } from './scripted-service.js';

const ALICE = 'S-1-5-21-1004336348-1177238915-682003330-1104';
const PASSWORD = 'correct "hörse" & <staple> \\';

const SIGN_IN = screen(1, [
  shown('title', { text: 'Sign in' }),
  'userName',
  shown('password', { clear: true }),
  shown('link1', { text: 'Forgot your password?' }),
  'submit',
]);
const CODE = screen(2, [shown('title', { text: 'Enter the code' }), 'code', 'submit'], {
  focus: 'code',
  submitAfter: 'code',
});
const GRANT = {
  type: 'grant',
  domain: 'CORP',
  userName: 'alice',
  sid: ALICE,
  correlationId: '4bf92f3577b34da6a3ce929d0e0e4736',
} as const;

/** Up to a tile with a first screen of the service. */
const OPENED = ['scenario logon', 'advise', 'select 0', 'wait-field link1 visible'];
const TYPED = ['set userName alice@corp.test', `set password ${PASSWORD}`];
const CLOSED = ['unadvise', 'quit'];

jest.setTimeout(180_000);

let prefix: WinePrefix;

beforeAll(async () => {
  await buildNative('windows');
});

beforeEach(async () => {
  prefix = await createWinePrefix();
  await prefix.registerServer(NATIVE.provider);
});

afterEach(async () => {
  await prefix[Symbol.asyncDispose]();
});

async function startService(rules: Rule[]): Promise<ScriptedService> {
  const scripted = await ScriptedService.create(prefix, [WELCOME, ...rules]);
  await scripted.service.start();
  return scripted;
}

test('a password and a code become the credential that Windows logs on with, and its verdict is reported', async () => {
  const service = await startService([
    { on: 'open', always: true, send: [SIGN_IN] },
    { on: 'submit', send: [{ type: 'progress', text: 'Checking your password…' }, CODE] },
    { on: 'submit', send: [GRANT] },
  ]);
  const lines = await playLogonUi(prefix, [
    ...OPENED,
    ...TYPED,
    'submit',
    'fields',
    'set code 755224',
    'submit',
    'fields',
    'report 0 0',
    ...CLOSED,
  ]);

  const [first, second] = calls(lines, 'GetSerialization');
  expect(first).toMatchObject({ hr: '0x00000000', response: 'no-credential-not-finished' });
  expect(events(lines, 'SetStatusMessage').map(({ text }) => text)).toContain(
    'Checking your password…',
  );
  const [atCode, atEnd] = lines.filter(({ result }) => result === 'fields');
  expect(atCode?.fields).toMatchObject({
    title: { text: 'Enter the code' },
    password: { state: 'hidden' },
    code: { state: 'selected', interactive: 'focused' },
  });
  expect(second).toMatchObject({
    response: 'return-credential-finished',
    serialization: { messageType: 2, domain: 'CORP', user: 'alice', password: PASSWORD },
  });
  expect(atEnd?.fields?.['password']?.text).toBe('');
  expect(atEnd?.fields?.['code']?.text).toBe('');
  expect(last(lines.filter(({ result }) => result === 'released')).references).toBe(0);

  const messages = await service.messages();
  expect(messages.map(({ type }) => type)).toEqual([
    'hello',
    'open',
    'submit',
    'submit',
    'report',
    'close',
    'open',
  ]);
  expect(messages[2]).toMatchObject({
    screen: 1,
    inputs: [
      { slot: 'userName', value: Buffer.from('alice@corp.test') },
      { slot: 'password', value: Buffer.from(PASSWORD) },
    ],
  });
  expect(messages[3]).toMatchObject({
    screen: 2,
    inputs: [{ slot: 'code', value: Buffer.from('755224') }],
  });
});
