import { jest } from '@jest/globals';

import { NATIVE, buildNative } from '../../tools/build-native.mjs';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';
import { calls, last, playLogonUi } from './logon-host.js';
import type { HostLine } from './logon-host.js';
import { ScriptedService, WELCOME, screen, shown } from './scripted-service.js';
import type { Rule } from './scripted-service.js';

const ALICE = 'S-1-5-21-1004336348-1177238915-682003330-1104';
/** The account that Wine's LSA knows for whoever runs it. */
const OWN_SID = 'S-1-5-21-0-0-0-1000';
const OLD = 'correct horse';
const NEW = 'battery "stäple"';

const PRESENT = screen(1, [
  shown('title', { text: 'Change your password' }),
  shown('userName', { mode: 'readonly', text: 'CORP\\alice' }),
  shown('password', { clear: true }),
  shown('link1', { text: 'Cannot do this?' }),
  'submit',
]);
const CODE = screen(2, [shown('title', { text: 'Enter the code' }), 'code', 'submit']);
const NEW_PASSWORD = screen(3, [
  shown('title', { text: 'Choose a new password' }),
  shown('newPassword', { clear: true }),
  shown('confirmPassword', { clear: true }),
  'submit',
]);
const DONE = { type: 'done', text: 'Your password was changed.' } as const;
const GRANT = {
  type: 'grant',
  domain: 'CORP',
  userName: 'alice',
  sid: ALICE,
  correlationId: '4bf92f3577b34da6a3ce929d0e0e4736',
  password: Buffer.from(OLD),
} as const;

/** Up to the first screen of the service. */
const OPENED = [
  'scenario change-password',
  `user ${ALICE} CORP\\alice "Alice Liddell"`,
  'advise',
  'select 0',
  'wait-field link1 visible',
];
const TYPED = [`set password ${OLD}`];
const TYPED_NEW = [`set newPassword ${NEW}`, `set confirmPassword ${NEW}`];
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

const OPENS: Rule = { on: 'open', always: true, send: [PRESENT] };

/** The one answer of GetSerialization, or the last of several. */
function serialized(lines: HostLine[]): HostLine {
  return last(calls(lines, 'GetSerialization'));
}

test('present password, code and a new password twice end in "finished", with nothing for LSA', async () => {
  const service = await startService([
    OPENS,
    { on: 'submit', send: [{ type: 'progress', text: 'Checking your password…' }, CODE] },
    { on: 'submit', send: [NEW_PASSWORD] },
    { on: 'submit', send: [{ type: 'progress', text: 'Changing your password…' }, DONE] },
  ]);
  const lines = await playLogonUi(prefix, [
    ...OPENED,
    ...TYPED,
    'submit',
    'set code 755224',
    'submit',
    ...TYPED_NEW,
    'submit',
    'fields',
    ...CLOSED,
  ]);

  expect(last(calls(lines, 'SetUsageScenario')).hr).toBe('0x00000000');
  expect(calls(lines, 'GetSerialization').map(({ response }) => response)).toEqual([
    'no-credential-not-finished',
    'no-credential-not-finished',
    'no-credential-finished',
  ]);
  expect(serialized(lines)).toMatchObject({
    hr: '0x00000000',
    status: 'Your password was changed.',
    icon: 'success',
  });
  expect(calls(lines, 'GetSerialization').some((line) => 'serialization' in line)).toBe(false);
  const { fields } = last(lines.filter(({ result }) => result === 'fields'));
  for (const slot of ['password', 'code', 'newPassword', 'confirmPassword']) {
    expect(fields?.[slot]?.text).toBe('');
  }
  expect(last(lines.filter(({ result }) => result === 'released')).references).toBe(0);

  const messages = await service.messages();
  expect(messages[0]).toMatchObject({ type: 'hello', scenario: 'change-password' });
  expect(messages[1]).toEqual({ type: 'open', tileSid: ALICE, userName: 'CORP\\alice' });
  // What is done is closed and not opened again.
  expect(messages.slice(2).map(({ type }) => type)).toEqual([
    'submit',
    'submit',
    'submit',
    'close',
  ]);
  expect(messages[4]).toMatchObject({
    screen: 3,
    inputs: [
      { slot: 'newPassword', value: Buffer.from(NEW) },
      { slot: 'confirmPassword', value: Buffer.from(NEW) },
    ],
  });
});

test('the tile is whose session it is: no other user, and nothing is submitted by itself', async () => {
  await startService([OPENS]);
  const lines = await playLogonUi(prefix, [...OPENED, ...CLOSED]);
  expect(calls(lines, 'GetCredentialAt').map(({ sid }) => sid)).toEqual([ALICE]);
  expect(calls(lines, 'GetCredentialCount').map(({ autoLogon }) => autoLogon)).toEqual([false]);
  expect(calls(lines, 'GetSerialization')).toEqual([]);
});

test('where LogonUI does not say who is logged on, nothing is offered', async () => {
  const lines = await playLogonUi(prefix, ['scenario change-password', 'advise', ...CLOSED]);
  expect(calls(lines, 'GetCredentialCount').map(({ count }) => count)).toEqual([0]);
});

test('a grant is never serialized where a password is changed (R5)', async () => {
  const service = await startService([OPENS, { on: 'submit', send: [GRANT, DONE] }]);
  const lines = await playLogonUi(prefix, [...OPENED, ...TYPED, 'submit', ...CLOSED]);
  expect(serialized(lines)).toMatchObject({
    hr: '0x00000000',
    response: 'no-credential-not-finished',
    icon: 'error',
    status: expect.stringMatching(/does not fit here/) as string,
  });
  expect(serialized(lines)).not.toHaveProperty('serialization');
  expect((await service.messages()).map(({ type }) => type)).toContain('close');
});

test.each(['logon', 'unlock'])(
  '"done" never finishes anything in the scenario %s (R5)',
  async (scenario) => {
    const service = await startService([OPENS, { on: 'submit', send: [DONE, GRANT] }]);
    const lines = await playLogonUi(prefix, [
      `scenario ${scenario}`,
      ...OPENED.slice(1),
      ...TYPED,
      'submit',
      ...CLOSED,
    ]);
    expect(serialized(lines)).toMatchObject({
      response: 'no-credential-not-finished',
      icon: 'error',
      status: expect.stringMatching(/does not fit here/) as string,
    });
    expect(serialized(lines)).not.toHaveProperty('serialization');
    expect((await service.messages()).map(({ type }) => type)).toContain('close');
  },
);

test('a change that is cancelled half-way has changed nothing, and can be taken up again', async () => {
  const service = await startService([
    OPENS,
    { on: 'submit', send: [NEW_PASSWORD] },
    { on: 'submit', send: [{ type: 'progress', text: 'Changing your password…' }] },
    { on: 'cancel', send: [screen(4, ['newPassword', 'confirmPassword', 'submit'])] },
    { on: 'submit', send: [DONE] },
  ]);
  const lines = await playLogonUi(prefix, [
    ...OPENED,
    ...TYPED,
    'submit',
    ...TYPED_NEW,
    'submit cancel-after 300',
    ...TYPED_NEW,
    'submit',
    ...CLOSED,
  ]);
  expect(calls(lines, 'GetSerialization')).toMatchObject([
    { response: 'no-credential-not-finished' },
    { response: 'no-credential-not-finished', status: null },
    { response: 'no-credential-finished', status: 'Your password was changed.' },
  ]);
  expect((await service.messages()).filter(({ type }) => type === 'cancel')).toHaveLength(1);
});

test('a cancel that comes too late is told that the password was changed', async () => {
  await startService([
    OPENS,
    { on: 'submit', send: [NEW_PASSWORD] },
    { on: 'submit', send: [] },
    { on: 'cancel', send: [DONE] },
  ]);
  const lines = await playLogonUi(prefix, [
    ...OPENED,
    ...TYPED,
    'submit',
    ...TYPED_NEW,
    'submit cancel-after 300',
    ...CLOSED,
  ]);
  expect(serialized(lines)).toMatchObject({
    response: 'no-credential-finished',
    status: 'Your password was changed.',
    icon: 'success',
  });
});

test.each<[how: string, rules: Rule[], submit: string]>([
  ['breaks off', [{ on: 'submit', send: ['drop'] }], 'submit'],
  [
    'breaks off at a cancel',
    [
      { on: 'submit', send: [] },
      { on: 'cancel', send: ['drop'] },
    ],
    'submit cancel-after 300',
  ],
  ['does not answer a cancel', [{ on: 'submit', send: [] }], 'submit cancel-after 300'],
])(
  'a service that %s with the new password leaves it in doubt, and the tile says so',
  async (_how, rules, submit) => {
    await startService([OPENS, { on: 'submit', send: [NEW_PASSWORD] }, ...rules]);
    const lines = await playLogonUi(prefix, [
      ...OPENED,
      ...TYPED,
      'submit',
      ...TYPED_NEW,
      submit,
      ...CLOSED,
    ]);
    expect(serialized(lines)).toMatchObject({
      response: 'no-credential-not-finished',
      icon: 'error',
      status: expect.stringMatching(/did not say whether your password was changed/) as string,
    });
  },
);

test('a service that breaks off before a new password was sent leaves nothing in doubt', async () => {
  await startService([OPENS, { on: 'submit', send: ['drop'] }]);
  const lines = await playLogonUi(prefix, [...OPENED, ...TYPED, 'submit', ...CLOSED]);
  expect(serialized(lines)).toMatchObject({
    response: 'no-credential-not-finished',
    status: expect.stringMatching(/was interrupted/) as string,
  });
});

test('a fault shows its text and finishes nothing', async () => {
  await startService([
    OPENS,
    { on: 'submit', send: [{ type: 'fault', code: 'service.internal', text: 'Not now.' }] },
  ]);
  const lines = await playLogonUi(prefix, [...OPENED, ...TYPED, 'submit', ...CLOSED]);
  expect(serialized(lines)).toMatchObject({
    response: 'no-credential-not-finished',
    status: 'Not now.',
    icon: 'error',
  });
});

test.each(['break-glass', 'system-providers'])(
  'while the service is down no password is changed and no glass is broken: WhenServiceDown %s (R5)',
  async (choice) => {
    const key = 'HKLM\\SOFTWARE\\Gatehouse';
    await prefix.setRegistry(key, 'ServiceWaitSeconds', 1);
    await prefix.setRegistry(key, 'WhenServiceDown', choice);
    await prefix.setRegistry(key, 'BreakGlassSids', [OWN_SID]);
    const lines = await playLogonUi(prefix, [
      'scenario change-password',
      `user ${OWN_SID} PC\\somebody`,
      'advise',
      'select 0',
      'fields',
      ...TYPED,
      'submit',
      ...CLOSED,
    ]);
    expect(last(lines.filter(({ result }) => result === 'fields')).fields).toMatchObject({
      title: { text: 'Change password' },
      userName: { state: 'hidden' },
    });
    expect(serialized(lines)).toMatchObject({
      response: 'no-credential-not-finished',
      icon: 'error',
      status: expect.stringMatching(/no password can be changed here/) as string,
    });
    expect(serialized(lines)).not.toHaveProperty('serialization');
  },
);
