import { jest } from '@jest/globals';

import { NATIVE, buildNative } from '../../tools/build-native.mjs';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';
import { calls, last, playLogonUi } from './logon-host.js';
import type { HostLine } from './logon-host.js';
import { ScriptedService, WELCOME, screen, shown } from './scripted-service.js';

const POLICY = 'HKLM\\SOFTWARE\\Policies\\Gatehouse';
const SETTINGS = 'HKLM\\SOFTWARE\\Gatehouse';
/** The user of every Wine prefix: like somebody who is logged on, with a part of the registry. */
const LOGGED_ON = 'S-1-5-21-0-0-0-1000';
const DISPLAY = `HKU\\${LOGGED_ON}\\Control Panel\\Desktop`;
const DISPLAY_POLICY = `HKU\\${LOGGED_ON}\\Software\\Policies\\Microsoft\\Control Panel\\Desktop`;

const CODE = screen(
  1,
  [shown('title', { text: 'TITLE' }), shown('detail', { text: 'DETAIL' }), 'code', 'submit'],
  { focus: 'code' },
);
/** What a keyboard and Narrator stop at, in any language. */
const STOPS = {
  en: [
    ...['User name', 'Password', 'Question', 'Code', 'E-mail address', 'Recovered password'],
    ...['Answer', 'New password', 'Confirm password'],
  ],
  de: [
    'Benutzername',
    'Kennwort',
    'Frage',
    'Code',
    'E-Mail-Adresse',
    'Wiederhergestelltes Kennwort',
    'Antwort',
    'Neues Kennwort',
    'Kennwort bestätigen',
  ],
  zh: [
    ...['用户名', '密码', '问题', '验证码', '电子邮件地址', '恢复的密码'],
    ...['答案', '新密码', '确认密码'],
  ],
};

jest.setTimeout(180_000);

let prefix: WinePrefix;
let service: ScriptedService;

beforeAll(async () => {
  await buildNative('windows');
});

beforeEach(async () => {
  prefix = await createWinePrefix();
  await prefix.registerServer(NATIVE.provider);
  service = await ScriptedService.create(prefix, [
    WELCOME,
    { on: 'open', always: true, send: [CODE] },
  ]);
  await service.service.start();
});

afterEach(async () => {
  await prefix[Symbol.asyncDispose]();
});

/** Shows the tile of one enumerated user; the lines, and the language that the service was told. */
async function show(
  scenario: 'logon' | 'unlock' | 'change-password',
): Promise<{ lines: HostLine[]; language: string }> {
  const lines = await playLogonUi(prefix, [
    `scenario ${scenario}`,
    `user ${LOGGED_ON} PC\\alice`,
    'advise',
    'select 0',
    'wait-field code visible',
    'fields',
    'unadvise',
    'quit',
  ]);
  const hello = (await service.messages()).filter(({ type }) => type === 'hello').at(-1);
  return { lines, language: hello?.type === 'hello' ? hello.language : '' };
}

function labelsOf(lines: HostLine[]): { field: string; label: string; type: number }[] {
  return calls(lines, 'GetFieldDescriptorAt').map(({ field, label, type }) => ({
    field: field!,
    label: label!,
    type: type!,
  }));
}

/** CREDENTIAL_PROVIDER_FIELD_TYPE of what is typed in or chosen. */
const INPUT_TYPES = [4, 5, 8];

function stopsOf(lines: HostLine[]): string[] {
  return labelsOf(lines)
    .filter(({ type }) => INPUT_TYPES.includes(type))
    .map(({ label }) => label);
}

test.each(['en', 'de', 'zh'] as const)(
  'in %s every field has a label of that language, and what is typed has one of its own',
  async (language) => {
    await prefix.setRegistry(SETTINGS, 'Language', language);
    const { lines, language: told } = await show('logon');
    expect(told).toBe(language);
    expect(stopsOf(lines)).toEqual(STOPS[language]);
    const labels = labelsOf(lines).map(({ label }) => label);
    expect(labels).toHaveLength(19);
    expect(new Set(labels).size).toBe(19);
    expect(labels.every((label) => label.trim() !== '')).toBe(true);
  },
);

test('Narrator and the tab key meet texts first, then what is scanned, chosen and typed, then the links', async () => {
  const { lines } = await show('logon');
  expect(labelsOf(lines).map(({ field }) => field)).toEqual([
    'tileImage',
    'title',
    'message',
    'detail',
    'picture',
    'userName',
    'password',
    'choice',
    'code',
    'address',
    'shownPassword',
    'answer',
    'newPassword',
    'confirmPassword',
    'link1',
    'link2',
    'link3',
    'link4',
    'submit',
  ]);
});

test('on a live tile the texts of a question are there before its field is, and the focus comes last', async () => {
  const { lines } = await show('logon');
  const told = lines
    .filter(({ event }) => event !== undefined)
    .map(({ event, field, state, interactive }) =>
      [event, field, state ?? interactive].filter((part) => part !== undefined).join(' '),
    );
  const at = (what: string): number => {
    const index = told.indexOf(what);
    if (index < 0) throw new Error(`${what} was not told: ${told.join(', ')}`);
    return index;
  };
  const order = [
    'BeginFieldUpdates',
    'SetFieldString title',
    'SetFieldString detail',
    'SetFieldState detail selected',
    'SetFieldState code selected',
    'SetFieldInteractiveState code focused',
    'EndFieldUpdates',
  ].map(at);
  expect(order).toEqual([...order].sort((one, other) => one - other));
});

test('what the administrator says goes over what Windows says, the policy first', async () => {
  await prefix.setRegistry(DISPLAY, 'PreferredUILanguages', ['de-DE']);
  await prefix.setRegistry(SETTINGS, 'Language', 'zh-CN');
  expect((await show('unlock')).language).toBe('zh-CN');
  await prefix.setRegistry(POLICY, 'Language', 'en-GB');
  expect((await show('unlock')).language).toBe('en-GB');
});

test('who locked the session is spoken to in their own language, the first that there are texts for', async () => {
  await prefix.setRegistry(DISPLAY, 'PreferredUILanguages', ['fr-FR', 'zh-TW', 'de-AT', 'en-US']);
  const { lines, language } = await show('unlock');
  expect(language).toBe('de-AT');
  expect(stopsOf(lines)).toEqual(STOPS.de);
  expect((await show('change-password')).language).toBe('de-AT');
  // Before anybody is logged on there is only the screen's own.
  expect((await show('logon')).language).not.toBe('de-AT');
});

test('a policy for the languages of a user goes over their choice, and nonsense over nothing', async () => {
  await prefix.setRegistry(DISPLAY, 'PreferredUILanguages', ['de-AT']);
  await prefix.setRegistry(DISPLAY_POLICY, 'PreferredUILanguages', 'zh-CN');
  expect((await show('unlock')).language).toBe('zh-CN');
  await prefix.deleteRegistry(DISPLAY_POLICY);
  await prefix.setRegistry(DISPLAY, 'PreferredUILanguages', ['de AT', 'x'.repeat(400), 'zh-Hans']);
  expect((await show('unlock')).language).toBe('zh-Hans');
});

test('without the service the tile speaks that language, too', async () => {
  await service.service.stop();
  await prefix.setRegistry(SETTINGS, 'Language', 'zh-CN');
  await prefix.setRegistry(SETTINGS, 'ServiceWaitSeconds', 0);
  await prefix.setRegistry(SETTINGS, 'WhenServiceDown', 'deny');
  const lines = await playLogonUi(prefix, [
    'scenario logon',
    'advise',
    'select 0',
    'set userName alice',
    'set password secret',
    'submit',
    'unadvise',
    'quit',
  ]);
  expect(last(calls(lines, 'GetSerialization')).status).toBe(
    '此电脑的登录服务未运行。请重新启动电脑，或致电服务台。',
  );
});
