import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { NATIVE, buildNative } from '../../tools/build-native.mjs';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';
import { calls, events, last, playLogonUi } from './logon-host.js';
import { ScriptedService, WELCOME, screen } from './scripted-service.js';

jest.setTimeout(180_000);

const PASSWORD = 'canary-password';
/** As Windows writes the CLSID of our provider. */
const OURS = '{BB9F93A5-0B25-4294-9F86-607358ABF3F1}';
const LOGON = [
  'scenario logon',
  'advise',
  'select 0',
  `set userName ${userInfo().username}`,
  `set password ${PASSWORD}`,
];

let prefix: WinePrefix;

beforeAll(async () => {
  await buildNative('windows');
});

beforeEach(async () => {
  prefix = await createWinePrefix();
  await prefix.registerServer(NATIVE.provider);
  await prefix.setRegistry('HKLM\\SOFTWARE\\Gatehouse', 'ServiceWaitSeconds', 1);
});

afterEach(async () => {
  await prefix[Symbol.asyncDispose]();
});

/** The account that Wine's LSA knows for whoever runs it. */
const OWN_SID = 'S-1-5-21-0-0-0-1000';

test.each(['deny', 'break-glass', 'system-providers', 'allow', undefined])(
  'while the service is down nobody logs on with the password alone: WhenServiceDown %s (R5)',
  async (choice) => {
    if (choice !== undefined) {
      await prefix.setRegistry('HKLM\\SOFTWARE\\Gatehouse', 'WhenServiceDown', choice);
    }
    const lines = await playLogonUi(prefix, [...LOGON, 'submit', 'unadvise', 'quit']);
    expect(events(lines, 'SetStatusMessage')).not.toHaveLength(0);
    const serialized = last(calls(lines, 'GetSerialization'));
    expect(serialized).toMatchObject({ response: 'no-credential-not-finished', icon: 'error' });
    expect(serialized.serialization).toBeUndefined();
    expect(serialized.status).toMatch(/service of this computer does not run/);
    expect(last(calls(lines, 'Connect')).ms).toBeGreaterThanOrEqual(900);
  },
);

test('a listed break-glass account logs on with the password alone, and only it (R5)', async () => {
  const key = 'HKLM\\SOFTWARE\\Policies\\Gatehouse';
  await prefix.setRegistry(key, 'BreakGlassSids', ['S-1-5-21-1-2-3-500', OWN_SID]);
  const lines = await playLogonUi(prefix, [
    ...LOGON,
    'submit',
    'report 0 0',
    'set userName nobody-of-this-name',
    `set password ${PASSWORD}`,
    'submit',
    'unadvise',
    'quit',
  ]);
  const [listed, other] = calls(lines, 'GetSerialization');
  expect(listed?.serialization).toMatchObject({ user: userInfo().username, password: PASSWORD });
  expect(other?.serialization).toBeUndefined();
});

test('a service that goes down behind the password gives the sign-in screen back', async () => {
  await prefix.setRegistry('HKLM\\SOFTWARE\\Gatehouse', 'BreakGlassSids', [OWN_SID]);
  const scripted = await ScriptedService.create(prefix, [
    { ...WELCOME, always: false },
    { on: 'open', send: [screen(1, ['userName', 'password', 'link1', 'submit'])] },
    { on: 'submit', send: [screen(2, ['code', 'submit'])] },
    { on: 'submit', send: ['drop'] },
  ]);
  await scripted.service.start();
  const typed = LOGON.slice(-2);
  const lines = await playLogonUi(prefix, [
    'scenario logon',
    'advise',
    'select 0',
    'wait-field link1 visible',
    ...typed,
    'submit',
    'set code 755224',
    'submit',
    'submit',
    'fields',
    ...typed,
    'submit',
    'unadvise',
    'quit',
  ]);
  const { fields } = last(lines.filter(({ result }) => result === 'fields'));
  expect(fields).toMatchObject({
    password: { state: 'selected', text: '' },
    code: { state: 'hidden' },
  });
  expect(calls(lines, 'GetSerialization').map(({ response }) => response)).toEqual([
    'no-credential-not-finished',
    'no-credential-not-finished',
    'no-credential-not-finished',
    'return-credential-finished',
  ]);
});

test('a service that refuses every conversation is not down: no glass is broken, nothing spins (R5)', async () => {
  await prefix.setRegistry('HKLM\\SOFTWARE\\Gatehouse', 'BreakGlassSids', [OWN_SID]);
  const scripted = await ScriptedService.create(prefix, [
    WELCOME,
    { on: 'open', always: true, send: [{ type: 'fault', code: 'pipe.busy', text: 'Too busy.' }] },
  ]);
  await scripted.service.start();
  const lines = await playLogonUi(prefix, [...LOGON, 'submit', 'unadvise', 'quit']);
  const serialized = last(calls(lines, 'GetSerialization'));
  expect(serialized).toMatchObject({ status: 'Too busy.', icon: 'error' });
  expect(serialized.serialization).toBeUndefined();
  const opened = (await scripted.messages()).filter(({ type }) => type === 'open');
  expect(opened.length).toBeGreaterThan(1);
  expect(opened.length).toBeLessThan(40);
});

test('a service that is there is waited for even where nobody is to wait for one that is down (R5)', async () => {
  await prefix.setRegistry('HKLM\\SOFTWARE\\Gatehouse', 'ServiceWaitSeconds', 0);
  await prefix.setRegistry('HKLM\\SOFTWARE\\Gatehouse', 'BreakGlassSids', [OWN_SID]);
  const scripted = await ScriptedService.create(prefix, [
    WELCOME,
    { on: 'open', always: true, send: [screen(1, ['userName', 'password', 'link1', 'submit'])] },
    {
      on: 'submit',
      send: [{ type: 'grant', domain: 'D', userName: 'u', sid: OWN_SID, correlationId: '' }],
    },
    { on: 'submit', send: [{ type: 'fault', code: 'service.internal', text: 'Denied.' }] },
  ]);
  await scripted.service.start();
  const typed = LOGON.slice(-2);
  const lines = await playLogonUi(prefix, [
    'scenario logon',
    'advise',
    'select 0',
    'wait-field link1 visible',
    ...typed,
    'submit',
    ...typed,
    'submit',
    'unadvise',
    'quit',
  ]);
  const [granted, next] = calls(lines, 'GetSerialization');
  expect(granted?.serialization).toMatchObject({ user: 'u' });
  expect(next?.serialization).toBeUndefined();
  expect(next?.status).toBe('Denied.');
});

test('a policy that denies goes over an installation that lists an account (R5)', async () => {
  await prefix.setRegistry('HKLM\\SOFTWARE\\Gatehouse', 'BreakGlassSids', [OWN_SID]);
  await prefix.setRegistry('HKLM\\SOFTWARE\\Policies\\Gatehouse', 'WhenServiceDown', 'deny');
  const lines = await playLogonUi(prefix, [...LOGON, 'submit', 'unadvise', 'quit']);
  expect(last(calls(lines, 'GetSerialization')).serialization).toBeUndefined();
});

test('a process that is not our service but serves its pipe gets not one byte (R17)', async () => {
  const impostor = await ScriptedService.create(prefix, [
    WELCOME,
    { on: 'open', always: true, send: [screen(1, ['userName', 'password', 'submit'])] },
  ]);
  // Not started by the service control manager: the same program, the same pipe, the same owner.
  await using running = await prefix.spawn(NATIVE.scriptedService, [
    prefix.toWindows(`${prefix.driveC}/script.txt`),
    prefix.toWindows(`${prefix.driveC}/frames.txt`),
  ]);
  await impostor.waitForLine('ready');
  const lines = await playLogonUi(prefix, [...LOGON, 'submit', 'unadvise', 'quit']);
  expect(running.child.exitCode).toBeNull();
  await impostor.waitForLine('client');
  expect(await impostor.frames()).toEqual([]);
  expect(last(calls(lines, 'GetSerialization'))).toMatchObject({
    response: 'no-credential-not-finished',
    status: expect.stringMatching(/could not be verified/) as string,
  });
});

test('LogonUI may be there before the service: what was typed is sent when it comes', async () => {
  await prefix.setRegistry('HKLM\\SOFTWARE\\Gatehouse', 'ServiceWaitSeconds', 30);
  const scripted = await ScriptedService.create(prefix, [
    WELCOME,
    { on: 'open', always: true, send: [screen(1, ['userName', 'password', 'submit'])] },
    {
      on: 'submit',
      send: [
        { type: 'grant', domain: 'D', userName: 'u', sid: 'S-1-5-21-1-2-3-4', correlationId: '' },
      ],
    },
  ]);
  const played = playLogonUi(prefix, [...LOGON, 'submit', 'unadvise', 'quit']);
  await sleep(1500);
  await scripted.service.start();
  const lines = await played;
  expect(last(calls(lines, 'GetSerialization')).serialization).toMatchObject({
    password: PASSWORD,
  });
});

/** Creates a provider and ends. */
async function createProvider(commands: string[], ...options: string[]): Promise<string> {
  const input = `${[...commands, 'quit'].join('\n')}\n`;
  const { stdout } = await prefix.run(NATIVE.logonHost, options, { input });
  const created = stdout.split('\n').find((line) => line.includes('CreateProvider')) ?? '';
  return /"hr":"([^"]*)"/.exec(created)?.[1] ?? stdout;
}

test('a provider whose host ended unexpectedly too often keeps to broken glass until the next boot, or is gone (R5)', async () => {
  for (let crash = 1; crash <= 8; crash++) {
    expect(await createProvider(['scenario logon'], '--exit-hard')).toBe('0x00000000');
    // What ends in order, or is not served at all, takes nothing back.
    if (crash % 4 === 0) await createProvider(['scenario credui']);
    if (crash % 4 === 1) await createProvider(['scenario logon', 'advise', 'unadvise']);
  }
  // Nobody is asked, and nobody is waited for: the glass alone is there to be broken.
  expect(await createProvider(['scenario logon'])).toBe('0x00000000');
  const lines = await playLogonUi(prefix, [
    ...LOGON,
    'submit',
    `filter logon ${OURS} password`,
    'quit',
  ]);
  expect(last(calls(lines, 'GetSerialization'))).toMatchObject({
    response: 'no-credential-not-finished',
    status: expect.stringMatching(/switched off/) as unknown,
  });
  expect(last(calls(lines, 'Filter'))).toMatchObject({ allowed: [OURS] });
  await prefix.setRegistry('HKLM\\SOFTWARE\\Gatehouse', 'WhenProviderCrashes', 'system-providers');
  expect(await createProvider(['scenario logon'])).toBe('0x80070005');
});

test('many hosts at a time are no crashes', async () => {
  const host = (): Promise<string> => createProvider(['scenario logon', 'sleep 6000']);
  const results = await Promise.all(Array.from({ length: 9 }, host));
  expect(new Set(results)).toEqual(new Set(['0x00000000']));
  expect(await createProvider(['scenario logon'])).toBe('0x00000000');
});
