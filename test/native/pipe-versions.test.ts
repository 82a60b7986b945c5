import { jest } from '@jest/globals';

import { PIPE_VERSION } from '../../protocol/src/pipe/index.js';
import { NATIVE, buildNative } from '../../tools/build-native.mjs';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';
import { calls, playLogonUi } from './logon-host.js';
import { OLD_WELCOME, ScriptedService, WELCOME, screen, shown } from './scripted-service.js';
import type { Rule } from './scripted-service.js';

const PASSWORD = 'correct horse';
const CODE = screen(1, ['password', 'code', 'submit'], { focus: 'code', submitAfter: 'code' });
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

async function startService(rules: readonly Rule[]): Promise<ScriptedService> {
  const scripted = await ScriptedService.create(prefix, rules);
  await scripted.service.start();
  return scripted;
}

test.each([
  ['an older service, in the version of it', [OLD_WELCOME, 1] as const],
  ['a service of its own version', [WELCOME, PIPE_VERSION] as const],
])('the DLL talks to %s', async (_, [welcome, version]) => {
  const service = await startService([
    welcome,
    { on: 'open', always: true, version, send: [CODE] },
    { on: 'submit', version, send: [screen(2, ['password', 'submit'])] },
  ]);
  const lines = await playLogonUi(prefix, [
    'scenario logon',
    ...['advise', 'select 0', 'wait-field code visible'],
    ...['set password x', 'set code 755224', 'submit'],
    ...CLOSED,
  ]);
  expect(calls(lines, 'GetSerialization')).toHaveLength(1);
  const frames = await service.frames();
  // Whoever is there can read the first one.
  expect(frames[0]).toMatchObject({
    version: 1,
    message: { type: 'hello', newestVersion: PIPE_VERSION },
  });
  expect(frames.slice(1).map((each) => each.version)).toEqual(frames.slice(1).map(() => version));
  expect(frames.map(({ message }) => message.type)).toEqual(
    expect.arrayContaining(['open', 'submit']),
  );
});

test('an address and a recovered password have fields of their own, and only what can be typed is sent', async () => {
  const address = screen(1, ['address', 'submit'], { focus: 'address', submitAfter: 'address' });
  const shownPassword = {
    ...shown('shownPassword', { text: PASSWORD }),
    mode: 'readonly',
  } as const;
  const service = await startService([
    WELCOME,
    { on: 'open', always: true, send: [address] },
    {
      on: 'submit',
      send: [screen(2, [shownPassword, 'submit'], { submitAfter: 'shownPassword' })],
    },
    {
      on: 'submit',
      send: [
        screen(3, [shown('shownPassword', { state: 'hidden', clear: true }), 'code', 'submit']),
      ],
    },
  ]);
  const lines = await playLogonUi(prefix, [
    ...['scenario logon', 'advise', 'select 0', 'wait-field address visible'],
    ...['set address alice@home.test', 'submit', 'fields'],
    ...['set shownPassword nonsense', 'submit', 'fields'],
    ...CLOSED,
  ]);
  const [atPassword, atCode] = lines.filter(({ result }) => result === 'fields');
  expect(atPassword?.fields?.['shownPassword']).toMatchObject({ text: PASSWORD });
  expect(atCode?.fields?.['shownPassword']).toMatchObject({ text: '', state: 'hidden' });
  const submitted = (await service.messages()).filter(({ type }) => type === 'submit');
  expect(submitted).toMatchObject([
    { screen: 1, inputs: [{ slot: 'address', value: Buffer.from('alice@home.test') }] },
    { screen: 2, inputs: [] },
  ]);
});
