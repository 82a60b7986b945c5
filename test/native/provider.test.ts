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

test('each enumerated user has a tile with its SID, and another user has one without', async () => {
  const service = await startService([{ on: 'open', always: true, send: [CODE] }]);
  const lines = await playLogonUi(prefix, [
    'scenario logon',
    `user ${ALICE} CORP\\alice "Alice Liddell"`,
    'user S-1-5-21-1-2-3-1001 PC\\bob',
    'advise',
    'select 0',
    'wait-field code visible',
    'fields',
    ...CLOSED,
  ]);
  expect(calls(lines, 'GetCredentialAt').map(({ sid }) => sid)).toEqual([
    ALICE,
    'S-1-5-21-1-2-3-1001',
    null,
  ]);
  const opened = (await service.messages()).filter(({ type }) => type === 'open');
  expect(opened).toEqual([{ type: 'open', tileSid: ALICE, userName: 'CORP\\alice' }]);
});

test('a grant for another account than the tile is never serialized (R5)', async () => {
  await startService([
    { on: 'open', always: true, send: [SIGN_IN] },
    { on: 'submit', send: [{ ...GRANT, sid: 'S-1-5-21-1-2-3-500' }] },
  ]);
  const lines = await playLogonUi(prefix, [
    'scenario logon',
    `user ${ALICE} CORP\\alice`,
    'advise',
    'select 0',
    'wait-field link1 visible',
    `set password ${PASSWORD}`,
    'submit',
    ...CLOSED,
  ]);
  const [serialized] = calls(lines, 'GetSerialization');
  expect(serialized).toMatchObject({ response: 'no-credential-not-finished', icon: 'error' });
  expect(serialized?.serialization).toBeUndefined();
});

test('a host that does not call Connect gets the same from GetSerialization alone', async () => {
  await startService([
    { on: 'open', always: true, send: [SIGN_IN] },
    { on: 'submit', send: [GRANT] },
  ]);
  const lines = await playLogonUi(prefix, [...OPENED, ...TYPED, 'submit no-connect', ...CLOSED]);
  expect(calls(lines, 'Connect')).toHaveLength(0);
  expect(last(calls(lines, 'GetSerialization')).serialization).toMatchObject({ user: 'alice' });
});

test('unlocking packs KerbWorkstationUnlockLogon', async () => {
  await startService([
    { on: 'open', always: true, send: [SIGN_IN] },
    { on: 'submit', send: [GRANT] },
  ]);
  const lines = await playLogonUi(prefix, [
    'scenario unlock',
    `user ${ALICE} CORP\\alice`,
    'advise',
    'select 0',
    'wait-field link1 visible',
    `set password ${PASSWORD}`,
    'submit',
    ...CLOSED,
  ]);
  expect(calls(lines, 'GetCredentialAt')).toHaveLength(1);
  expect(last(calls(lines, 'GetSerialization')).serialization).toMatchObject({ messageType: 7 });
});

test.each(['credui', 'plap'])('the scenario %s is not served', async (name) => {
  const lines = await playLogonUi(prefix, [`scenario ${name}`, 'quit']);
  expect(last(calls(lines, 'SetUsageScenario')).hr).toBe('0x80004001');
});

test('a followed link makes LogonUI submit the tile, and the choice is sent', async () => {
  const service = await startService([
    { on: 'open', always: true, send: [SIGN_IN] },
    { on: 'choose', send: [CODE] },
  ]);
  const lines = await playLogonUi(prefix, [...OPENED, ...TYPED, 'link link1', 'fields', ...CLOSED]);
  expect(events(lines, 'CredentialsChanged')).toHaveLength(1);
  expect(calls(lines, 'GetCredentialCount').map(({ autoLogon }) => autoLogon)).toEqual([
    false,
    true,
  ]);
  expect(last(lines.filter(({ result }) => result === 'fields')).fields).toMatchObject({
    title: { text: 'Enter the code' },
  });
  const types = (await service.messages()).map(({ type }) => type);
  expect(types.slice(0, 3)).toEqual(['hello', 'open', 'choose']);
});

test('a cancelled wait ends at once, and a grant that comes late is not used (R5)', async () => {
  const service = await startService([
    { on: 'open', always: true, send: [SIGN_IN] },
    { on: 'submit', send: [{ type: 'progress', text: 'Calling your telephone…' }] },
    { on: 'cancel', send: [GRANT, screen(2, ['userName', 'password', 'submit'])] },
  ]);
  const lines = await playLogonUi(prefix, [
    ...OPENED,
    ...TYPED,
    'submit cancel-after 300',
    'sleep 200',
    ...CLOSED,
  ]);
  expect(last(calls(lines, 'Connect')).ms).toBeLessThan(2000);
  const serialized = last(calls(lines, 'GetSerialization'));
  expect(serialized).toMatchObject({ response: 'no-credential-not-finished', status: null });
  expect((await service.messages()).map(({ type }) => type)).toContain('cancel');
});

test('a grant that comes while cancel is pressed is not used (R5)', async () => {
  const service = await startService([
    { on: 'open', always: true, send: [SIGN_IN] },
    { on: 'submit', send: [GRANT] },
    { on: 'submit', send: [CODE] },
  ]);
  const lines = await playLogonUi(prefix, [
    ...OPENED,
    ...TYPED,
    'submit cancel-after 100 status-takes 500',
    ...TYPED,
    'submit',
    'fields',
    ...CLOSED,
  ]);
  const [cancelled, next] = calls(lines, 'GetSerialization');
  expect(cancelled).toMatchObject({ response: 'no-credential-not-finished', status: null });
  expect(cancelled?.serialization).toBeUndefined();
  expect(next?.response).toBe('no-credential-not-finished');
  expect(last(lines.filter(({ result }) => result === 'fields')).fields).toMatchObject({
    title: { text: 'Enter the code' },
  });
  const types = (await service.messages()).map(({ type }) => type);
  expect(types).toEqual(['hello', 'open', 'submit', 'close', 'open', 'submit']);
});

test('a refusal by Windows wipes what was typed and begins anew', async () => {
  const service = await startService([
    { on: 'open', always: true, send: [SIGN_IN] },
    { on: 'submit', always: true, send: [GRANT] },
  ]);
  const lines = await playLogonUi(prefix, [
    ...OPENED,
    ...TYPED,
    'submit',
    'report 0xC000006D 0xC000006A',
    'fields',
    'wait-field link1 visible',
    ...TYPED,
    'submit',
    ...CLOSED,
  ]);
  expect(calls(lines, 'GetSerialization').map(({ response }) => response)).toEqual([
    'return-credential-finished',
    'return-credential-finished',
  ]);
  const shownFields = last(lines.filter(({ result }) => result === 'fields')).fields;
  expect(shownFields?.['password']?.text).toBe('');
  const reports = (await service.messages()).filter(({ type }) => type === 'report');
  expect(reports).toEqual([{ type: 'report', ntStatus: 0xc000006d, subStatus: 0xc000006a }]);
});

test('a combo box, a picture and messages are drawn', async () => {
  const service = await startService([
    {
      on: 'open',
      always: true,
      send: [
        screen(1, [
          shown('choice', { options: ['Mail', 'Phone'], selected: 1 }),
          shown('picture', { picture: { width: 8, height: 1, bits: Uint8Array.of(0xa5) } }),
          'submit',
        ]),
      ],
    },
    {
      on: 'submit',
      send: [
        screen(2, [shown('choice', { options: ['Grüße'] })], {
          message: { class: 'error', text: 'Zwei Versuche übrig' },
        }),
      ],
    },
  ]);
  const lines = await playLogonUi(prefix, [
    'scenario logon',
    'advise',
    'select 0',
    'wait-field choice visible',
    'combo choice 0',
    'submit',
    'fields',
    ...CLOSED,
  ]);
  expect(events(lines, 'SetFieldBitmap').map(({ field }) => field)).toContain('picture');
  expect(last(calls(lines, 'GetSerialization'))).toMatchObject({
    status: 'Zwei Versuche übrig',
    icon: 'error',
  });
  const { fields } = last(lines.filter(({ result }) => result === 'fields'));
  expect(fields?.['choice']?.options).toEqual(['Grüße']);
  expect(fields?.['message']).toMatchObject({ state: 'selected', text: 'Zwei Versuche übrig' });
  const submits = (await service.messages()).filter(({ type }) => type === 'submit');
  expect(submits).toMatchObject([{ inputs: [{ slot: 'choice', value: Buffer.from('0') }] }]);
});

test('what LogonUI did not take is painted again at its next call', async () => {
  const service = await startService([
    { on: 'open', always: true, send: [SIGN_IN] },
    { on: 'submit', send: [screen(2, ['userName', 'password', 'link1', 'submit'])] },
  ]);
  const lines = await playLogonUi(prefix, [
    'scenario logon',
    'advise',
    'deaf',
    'select 0',
    'wait-field link1 visible 1000',
    'hear',
    ...TYPED,
    'submit',
    'fields',
    ...CLOSED,
  ]);
  expect(last(lines.filter(({ result }) => result === 'wait-field')).ok).toBe(false);
  const { fields } = last(lines.filter(({ result }) => result === 'fields'));
  expect(fields?.['link1']).toMatchObject({ state: 'selected', text: 'Forgot your password?' });
  expect((await service.messages()).map(({ type }) => type)).toContain('submit');
});

test('a tile that is left keeps nothing, and its conversation is closed', async () => {
  const service = await startService([{ on: 'open', always: true, send: [SIGN_IN] }]);
  const lines = await playLogonUi(prefix, [
    ...OPENED,
    ...TYPED,
    'deselect',
    'select 0',
    'fields',
    ...CLOSED,
  ]);
  const { fields } = last(lines.filter(({ result }) => result === 'fields'));
  expect(fields?.['password']?.text).toBe('');
  expect(fields?.['userName']?.text).toBe('');
  const types = (await service.messages()).map(({ type }) => type);
  expect(types).toEqual(['hello', 'open', 'close', 'open']);
});

test('a service that breaks off in the middle denies, and the next submission works', async () => {
  await startService([
    { on: 'open', always: true, send: [SIGN_IN] },
    { on: 'submit', send: ['drop'] },
    { on: 'submit', send: [GRANT] },
  ]);
  const lines = await playLogonUi(prefix, [...OPENED, ...TYPED, 'submit', 'submit', ...CLOSED]);
  const [broken, next] = calls(lines, 'GetSerialization');
  expect(broken).toMatchObject({ response: 'no-credential-not-finished', icon: 'error' });
  expect(next?.serialization).toMatchObject({ user: 'alice', password: PASSWORD });
});

test('a fault shows its text and grants nothing', async () => {
  await startService([
    { on: 'open', always: true, send: [SIGN_IN] },
    { on: 'submit', send: [{ type: 'fault', code: 'workstation.unknown', text: 'Not joined.' }] },
  ]);
  const lines = await playLogonUi(prefix, [...OPENED, ...TYPED, 'submit', ...CLOSED]);
  expect(last(calls(lines, 'GetSerialization'))).toMatchObject({
    response: 'no-credential-not-finished',
    status: 'Not joined.',
  });
});
